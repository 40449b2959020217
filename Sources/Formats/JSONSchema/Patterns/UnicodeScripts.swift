/// The Unicode 17.0 scripts, packed into text and read one at a time.
///
/// ECMA-262, *UnicodePropertyValueExpression*. © 1991-2025 Unicode, Inc., Unicode License v3.
enum UnicodeScripts {
    /// The code points of the script with a name such as `Latin` or `Latn`.
    static func named(_ name: String) -> CodePointSet? {
        let wanted = Array(name.utf8)
        guard wanted.allSatisfy({ $0 != 0x3a && $0 != 0x3d && $0 != 0x20 }) else { return nil }
        return packed.withUTF8Buffer { bytes in
            for entry in bytes.split(separator: 0x20) {
                guard let colon = entry.firstIndex(of: 0x3a) else { continue }
                let names = entry[..<colon].split(separator: 0x3d)
                guard names.contains(where: { $0.elementsEqual(wanted) }) else { continue }
                return ranges(entry[(colon + 1)...])
            }
            return nil
        }
    }

    /// Gaps and lengths less one by turns, in base 30: the last digit of a number is a letter.
    private static func ranges(_ bytes: some Sequence<UInt8>) -> CodePointSet {
        var ranges: [ClosedRange<UInt32>] = []
        var value: UInt32 = 0
        var next: UInt32 = 0
        var first: UInt32?
        for byte in bytes {
            guard byte >= 0x61 else {
                value = value * 30 + UInt32(byte - 0x30)
                continue
            }
            value = value * 30 + UInt32(byte - 0x61)
            if let start = first {
                ranges.append(start...(start + value))
                next = start + value + 1
                first = nil
            } else {
                first = next + value
            }
            value = 0
        }
        return CodePointSet(ranges)
    }

    /// Names and ranges of each script.
    private static let packed: StaticString = """
        Adlm=Adlam:4C2y2pejeb Aghb=Caucasian_Albanian:2>8y1vla Ahom:2C:y{coew Arab=Arabic:1Ege\
        bfbnbcb1bbjlzb3rb1d2u1r8a1df2ob}28Kw@nc4x1cp3web4o4;j1a2hfii1df23<}db{bbbacabjbdbabaga\
        eabababcbbbacabababababbbacdbgbdbdbabjbqfcbebq1wb Armi=Imperial_Aramaic:2?4}vbi Armn=A\
        rmenian:1>j1hc1tcc29Ibe Avst=Avestan:2?Lm1xdg Bali=Balinese:7Dm2qb1t Bamu=Bamum:1A;{2|\
        1HKgB} Bass=Bassa_Vah:3=6a~cf Batk=Batak:7Jy1vid Beng=Bengali:2Ecdbhcbcvbgbaddcicbcdia\
        ebbecy Bhks=Bhaiksuki:2DGoib1obnk} Bopo=Bopomofo:H{b=3l1m3w1b Brah=Brahmi:2A;c2re1fja \
        Brai=Braille:;;k8p Bugi=Buginese:7;{|cb Buhd=Buhid:6Bmt Cakm=Chakma:2ACs1wbr Cans=Cana\
        dian_Aboriginal:5DuEjBu2j2=9ip Cari=Carian:2=@}1s Cham:1B:u1yjncjcd Cher=Cherokee:5Ao2\
        zcf1=2k2t Chrs=Chorasmian:2A8m| Copt=Coptic=Qaac:13en;@e3zfg Cpmn=Cypro_Minoan:2J:m3i \
        Cprt=Cypriot:2?2yfcab1nbbdaca Cyrl=Cyrillic:14e4mc5s6B}k5ka2qa4C~1b146e3fHKeb248q2b1da\
         Deva=Devanagari:2@y2ueocz1?:a1b12<yj Diak=Dives_Akuru:2CK{gcachbbb~bbcljj Dogr=Dogra:\
        2CCk1~ Dsrt=Deseret:2=Lu2t Dupl=Duployan:468y3qfmdihjcd Egyp=Egyptian_Hieroglyphs:2J>e\
        16~k4=e Elba=Elbasan:2>7g1j Elym=Elymaic:2A:aw Ethi=Ethiopic:53s2mbdcgbabdc1kbdc1cbdcg\
        babdcob1{bdc2gc1bdz7;awjgbgbgbgbgbgbgbg15Ayfcfcfjgbg302ngbdbbbo Geor=Georgian:4E{1hbaf\
        ac1mbd38u1mcc4Bu1hbafa Glag=Glagolitic:<?o3f43Kkgbqcgbbbe Gong=Gunjala_Gondi:2E5gfbbb1\
        gbbbfhj Gonm=Masaram_Gondi:2E2agbbb1ndabbbiij Goth=Gothic:2=Ew{ Gran=Grantha:2B6udbhcb\
        cvbgbbbecicbcccagafgcgde Grek=Greek:Mkdbccdbaeababcbabtb2cop74se1ueee2ya:uvcfc1hcfchba\
        babab1ac1wbobncfbsccbi9za199uaH<s2sra1M8d2j Gujr=Gujarati:2Mtcbibcbvbgbbbecjbcbccapdcl\
        hg Guru=Gurmukhi:2Ilcbfebcvbgbbbbbbcabeebccdahdbahq Hang=Hangul:4Ic8p8Aqb8r3d3x1a2f1a1\
        3Hn}En<<lmwe1s;8i1adfcfcfcc Hani=Han:=6yzb2}m7d1rabaziod12e79v2eG9vI9o<fc3p138ubmg1:Md\
        1A=~1c4Jbc6<nc89cpDv2FgBb1Dg5>sf9<~ Hano=Hanunoo:6Aku Hatr=Hatran:2?:isbbfe Hebr=Hebre\
        w:1Ap1yi{ef29Fazbebabbbbbj Hira=Hiragana:=Ex2zgc3C1p9qsa~cB;|a Hluw=Anatolian_Hierogly\
        phs:324yCm Hmng=Pahawh_Hmong:3=7s2jkjbgbufs Hmnp=Nyiakeng_Puachue_Hmong:4@Hq1odncjeb H\
        ung=Old_Hungarian:2@;g1un1uhf Ital=Old_Italic:2=De1fjc Java=Javanese:1B6m2rcjeb Kali=K\
        ayah_Li:1B2e1pba Kana=Katakana:=H~2~cc8ap6}1qb2|1L1ijb1o1D4sdbgbbba9rc1uaod Khar=Kharo\
        shthi:2?C{dbbfhbcb}ccejhi Khmr=Khmer:6Dq3dcjgj@g1b Khoj=Khojki:2ALerb1q Kits=Khitan_Sm\
        all_Script:3>Cka7Ej?t1la Knda=Kannada:3@umbcbwbjbecibcbdhbfcbdcjbc Kthi=Kaithi:2A?k2gk\
        a Lana=Tai_Tham:7<}2cb}ckgjgn Laoo=Lao:43xbbabebxbabwcebabgbjcd Latn=Latin:2fzgz1rapaf\
        wb1ab>}1je7<x1hg1sfdfmb2j2f8p<janaqm4vbga|ar1k32p1b14Jo3ld2vuoKg1mbibdFCeg15azgz29pfb1\
        lbi216~1agf Lepc=Lepcha:7L}1zdodc Limb=Limbu:73k1ableleadl Lina=Linear_A:2>?w:kjvkh Li\
        nb=Linear_B:2<Hqlbzbsbbbocn1e4c Lisu:1@Jm1r14J}a Lyci=Lycian:2=?{} Lydi=Lydian:2?<mzfa\
         Mahj=Mahajani:2AFi1i Maka=Makasar:2EBay Mand=Mandaic:2:m|ca Mani=Manichaean:2?Ji1iel \
        Marc=Marchen:2DKg1bcvbn Medf=Medefaidrin:3>5k3a Mend=Mende_Kikakui:4BHi6qcp Merc=Meroi\
        tic_Cursive:2?@uxetc1p Mero=Meroitic_Hieroglyphs:2??s1b Mlym=Malayalam:3D}mbcb1ubcbfep\
        cz Modi:2C2i2ilj Mong=Mongolian:6Hybcabtg2}h1m2<4~m Mroo=Mro:3=1g1abjeb Mtei=Meetei_Ma\
        yek:1BBew6v1pcj Mult=Multani:2B2mgbabdbobk Mymr=Myanmar:4@q5j1=Aw1a3h1b10Hit Nand=Nand\
        inagari:2D3ghc1pck Narb=Old_North_Arabian:2?He1b Nbat=Nabataean:2?7c1aii Newa:2B?g3bbe\
         Nkoo=Nko:26e1}cc Nshu=Nushu:3>ChaBCm=f Ogam=Ogham:6<a} Olck=Ol_Chiki:81s1r Orkh=Old_T\
        urkic:2@6}2m Orya=Oriya:33|cbhcbcvbgbbbecicbcchcebbecr Osge=Osage:2>4q1fe1f Osma=Osman\
        ya:2>2}~cj Ougr=Old_Uyghur:2A6iz Palm=Palmyrene:2?6a1b Pauc=Pau_Cin_Hau:2D<y1{ Perm=Ol\
        d_Permic:2=Fy1m Phag=Phags_Pa:1AIw1z Phli=Inscriptional_Pahlavi:2@1ssfh Phlp=Psalter_P\
        ahlavi:2@2urhdmg Phnx=Phoenician:2?;k|da Plrd=Miao:3>;w2oe1{hq Prti=Inscriptional_Part\
        hian:2@0qvch Rjng=Rejang:1B3w1fla Rohg=Hanifi_Rohingya:2@?o1jij Runr=Runic:6=c2odk Sam\
        r=Samaritan:28i1pco Sarb=Old_South_Arabian:2?Gc1b Saur=Saurashtra:1AK{2jil Sgnw=SignWr\
        iting:4>7wEvpebo Shaw=Shavian:2>1k1r Shrd=Sharada:2AG{3f2Ech Sidd=Siddham:2BLa1xc1h Si\
        nd=Khudawadi:2B4a1}fj Sinh=Sinhala:3Ihcbrdxbibacgdaefbabhgjcc2=Lat Sogd=Sogdian:2A4e1l\
         Sogo=Old_Sogdian:2A2q1j Sora=Sora_Sompeng:2ABayhj Soyo=Soyombo:2D9c2w Sund=Sundanese:\
        7Hu2d8qh Sylo=Syloti_Nagri:1AGs1o Syrc=Syriac:1Mwnb1~cc9ck Tagb=Tagbanwa:6Combcbb Takr\
        =Takri:2C6q1|gj Tale=Tai_Le:76a~ce Talu=New_Tai_Lue:77s1nezgkdb Taml=Tamil:38gbbfdcbdd\
        bbabbdbdcdleedcbdcagaou2B=h1tna Tang=Tangut:3>Cga1b7DlAc1a3h3y Tavt=Tai_Viet:1B>}2gye \
        Telu=Telugu:3<mmbcbwbpcibcbdhbbcbbcdcjhi Tfng=Tifinagh:<Is1zhboa Tglg=Tagalog:6@ivja T\
        haa=Thaana:24a1t Thai:3Mp1|f| Tibt=Tibetan:48a2lb1fe1ib1fbobgeb Tirh=Tirhuta:2BCo2lij \
        Tnsa=Tangsa:3=2y2sbj Toto:4A7{1a Ugar=Ugaritic:2=Hm~ba Vaii=Vai:1@La9~ Vith=Vithkuqi:2\
        >:}kbobgbbbkbobgbb Wara=Warang_Citi:2CHu2wma Wcho=Wancho:4A9o1|fa Xpeo=Old_Persian:2=I\
        o1fen Xsux=Cuneiform:2EKs10v3m3ubel6p Yezi=Yezidi:2@Li1lbccb Yiii=Yi:1??k18yd1y Zanb=Z\
        anabazar_Square:2D6m2l Zinh=Inherited=Qaai:Is3v9hb?ck{aHqd4Ld1pcl@ecbmbgeagadb6s2dAob6\
        o1c49|d3rb1L<vpqn12pa7qa4Cqa1G<i1pcwBecrhcg1adMA8g7~ Zyyy=Common:a2e{f{1qbobexa1ba>~1i\
        fect3{ajagabaEhagaoada1ca5gaAga4jb1;la=pd9ua1Dtc2lb6xbba1:~anahdbfbccaIxlc2{bkdkbor1d2\
        c1hbccfb{bq1lceFfwkv10|8qD|c4rAc3d=mubabyphed3bbda3ab4|p1c1hja1s2d1b2u1ra2}5r79w2dI9o1\
        d3mc5pj8ea5ka=faobG8gb6}jw1ebsbd4|ab1b{f{kka1pb2egbgke8sce1odi2um1v1o7s{1FHed4;c8md>pg\
        wpq3f3z2a8fk1ic2bdqibh~e2a7dtmtm2{jy4p2yb2kbbcacbcdblbabgb2ebdchbgb|bdbebadgb;jc9vc1t5\
        Hn2h2q2aGq1ne3jmocobob1gk5x1{zbbn1neihbof5e12ydqdmd7hgleaple1zijg1ji~cleboi1j;nincmdkd\
        1{baepclejh4{b3mM4Lwa1a3f Kawi:2ECcqb1kd} Nagm=Nag_Mundari:4AKc1l Gara=Garay:2@As1hd}i\
        b Gukh=Gurung_Khema:3:<i1| Krai=Kirat_Rai:3=Jy1| Onao=Ol_Onal:4B5s1mea Sunu=Sunuwar:2D\
        Ek1doj Todr=Todhri:2>=s1v Tutg=Tulu_Tigalari:2B:}jbacab1hbjbacabdbjbbib Sidt=Sidetic:2\
        ?=oz Tols=Tolong_Siki:2E7{1nej Berf=Beria_Erfe:3>8qycy Tayo=Tai_Yo:4B=s1abvib
        """
}
