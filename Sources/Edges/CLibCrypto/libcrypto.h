// The parts of OpenSSL's libcrypto that Swift uses, and inline shims for what Swift cannot import:
// typed stacks, macros, and functions whose ownership rules are easier to keep on the C side.
// Nothing here holds state; functions named "take" own their argument afterwards.
#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

// Memory and errors

static inline void sluis_free(void *p) { OPENSSL_free(p); }
static inline BIO *sluis_bio_read(const void *bytes, int length) { return BIO_new_mem_buf(bytes, length); }
static inline BIO *sluis_bio_write(void) { return BIO_new(BIO_s_mem()); }
static inline void sluis_bio_free(BIO *b) { BIO_free(b); }
static inline long sluis_bio_bytes(BIO *b, char **out) { return BIO_get_mem_data(b, out); }

// The latest error's text, and an empty error queue.
static inline void sluis_error_text(char *out, size_t length) {
  unsigned long code = ERR_peek_last_error();
  ERR_error_string_n(code, out, length);
  ERR_clear_error();
}

// Stacks of certificates

static inline STACK_OF(X509) *sluis_stack_new(void) { return sk_X509_new_null(); }
static inline int sluis_stack_take(STACK_OF(X509) *s, X509 *x) { return sk_X509_push(s, x); }
static inline int sluis_stack_count(const STACK_OF(X509) *s) { return sk_X509_num(s); }
static inline X509 *sluis_stack_at(const STACK_OF(X509) *s, int i) { return sk_X509_value(s, i); }
static inline void sluis_stack_free(STACK_OF(X509) *s) { sk_X509_pop_free(s, X509_free); }

// Trust: a store and the anchors in it, as one value for Swift

// SAFETY: Swift may share the value between threads, because its owner fills the store before it shares
// it and only reads it afterwards; the library locks its own look-ups. The owner frees it once.
typedef struct __attribute__((swift_attr("@Sendable"))) {
  X509_STORE *store;
  STACK_OF(X509) *anchors;
} sluis_trust;

// Both members are NULL where there was no memory.
static inline sluis_trust sluis_trust_new(void) {
  sluis_trust trust = {X509_STORE_new(), sk_X509_new_null()};
  if (trust.store != NULL && trust.anchors != NULL) return trust;
  X509_STORE_free(trust.store);
  sk_X509_free(trust.anchors);
  return (sluis_trust){NULL, NULL};
}
static inline void sluis_trust_free(sluis_trust trust) {
  X509_STORE_free(trust.store);
  sk_X509_pop_free(trust.anchors, X509_free);
}

// Times: seconds since 1970

// INT64_MIN where the time is absent or malformed.
static inline int64_t sluis_seconds(const ASN1_TIME *t) {
  struct tm tm;
  if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1) return INT64_MIN;
  return (int64_t)timegm(&tm);
}
static inline int64_t sluis_not_before(const X509 *x) { return sluis_seconds(X509_get0_notBefore(x)); }
static inline int64_t sluis_not_after(const X509 *x) { return sluis_seconds(X509_get0_notAfter(x)); }
static inline int64_t sluis_this_update(const X509_CRL *c) { return sluis_seconds(X509_CRL_get0_lastUpdate(c)); }
static inline int64_t sluis_next_update(const X509_CRL *c) { return sluis_seconds(X509_CRL_get0_nextUpdate(c)); }

// The number of a revocation list, big-endian without sign; its length, -1 where there is none, -2 where
// it is none: negative, repeated, longer than 20 bytes (RFC 5280, "CRL Number").
static inline int sluis_crl_number(const X509_CRL *c, unsigned char *to, int room) {
  int found = 0;
  ASN1_INTEGER *number = (ASN1_INTEGER *)X509_CRL_get_ext_d2i(c, NID_crl_number, &found, NULL);
  if (number == NULL) return found == -1 ? -1 : -2;
  int length = -2;
  if (ASN1_STRING_type(number) == V_ASN1_INTEGER && ASN1_STRING_length(number) <= room) {
    length = ASN1_STRING_length(number);
    memcpy(to, ASN1_STRING_get0_data(number), (size_t)length);
  }
  ASN1_INTEGER_free(number);
  return length;
}

// The key identifier of a revocation list's authority; its length, or -1 where there is none that fits.
static inline int sluis_crl_key_id(const X509_CRL *c, unsigned char *to, int room) {
  AUTHORITY_KEYID *id = (AUTHORITY_KEYID *)X509_CRL_get_ext_d2i(c, NID_authority_key_identifier, NULL, NULL);
  int length = -1;
  if (id != NULL && id->keyid != NULL && ASN1_STRING_length(id->keyid) <= room) {
    length = ASN1_STRING_length(id->keyid);
    memcpy(to, ASN1_STRING_get0_data(id->keyid), (size_t)length);
  }
  AUTHORITY_KEYID_free(id);
  return length;
}

// What an issuing distribution point makes of a list: 0 none, 1 only names where it is published, 2 it
// narrows the list to some certificates, reasons or issuers, 3 it cannot be read.
static inline int sluis_crl_scope(const X509_CRL *c) {
  int found = 0;
  ISSUING_DIST_POINT *point = (ISSUING_DIST_POINT *)X509_CRL_get_ext_d2i(c, NID_issuing_distribution_point, &found, NULL);
  if (point == NULL) return found == -1 ? 0 : 3;
  int narrows = point->onlyuser > 0 || point->onlyCA > 0 || point->indirectCRL > 0 || point->onlyattr > 0
      || point->onlysomereasons != NULL;
  ISSUING_DIST_POINT_free(point);
  return narrows ? 2 : 1;
}
// The bytes of a list's first extension of a kind; NULL where there is none.
static inline const unsigned char *sluis_crl_extension(const X509_CRL *c, int nid, int *length) {
  int at = X509_CRL_get_ext_by_NID(c, nid, -1);
  if (at < 0) return NULL;
  const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(X509_CRL_get_ext(c, at));
  *length = ASN1_STRING_length(value);
  return ASN1_STRING_get0_data(value);
}
// The object identifier of the first critical extension, of the list or of an entry, that nobody here
// understands; its length, or 0 where there is none.
static inline int sluis_crl_unknown_critical(X509_CRL *c, char *to, int room) {
  for (int i = X509_CRL_get_ext_by_critical(c, 1, -1); i >= 0; i = X509_CRL_get_ext_by_critical(c, 1, i)) {
    const ASN1_OBJECT *kind = X509_EXTENSION_get_object(X509_CRL_get_ext(c, i));
    int nid = OBJ_obj2nid(kind);
    if (nid == NID_issuing_distribution_point || nid == NID_authority_key_identifier || nid == NID_delta_crl
        || nid == NID_crl_number) continue;
    return OBJ_obj2txt(to, room, kind, 1);
  }
  STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(c);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
    const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
    for (int j = X509_REVOKED_get_ext_by_critical(entry, 1, -1); j >= 0; j = X509_REVOKED_get_ext_by_critical(entry, 1, j)) {
      const ASN1_OBJECT *kind = X509_EXTENSION_get_object(X509_REVOKED_get_ext(entry, j));
      if (OBJ_obj2nid(kind) != NID_crl_reason) return OBJ_obj2txt(to, room, kind, 1);
    }
  }
  return 0;
}

// Whether the last read of PEM ended because nothing more stands there; empties the error queue.
static inline int sluis_pem_at_end(void) {
  unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}
// Whether the key of an authority's certificate, which must be one that may sign lists, signed a list.
static inline int sluis_crl_signed_by(X509_CRL *c, X509 *authority) {
  int signs = X509_check_ca(authority) == 1 && (X509_get_key_usage(authority) & KU_CRL_SIGN) != 0
      && X509_CRL_verify(c, X509_get0_pubkey(authority)) == 1;
  ERR_clear_error();
  return signs;
}

static inline int sluis_set_validity(X509 *x, int64_t from, int64_t until) {
  return ASN1_TIME_set(X509_getm_notBefore(x), (time_t)from) != NULL
      && ASN1_TIME_set(X509_getm_notAfter(x), (time_t)until) != NULL;
}
// Without `until` the list has no end.
static inline int sluis_set_updates(X509_CRL *c, int64_t from, int64_t until) {
  ASN1_TIME *first = ASN1_TIME_set(NULL, (time_t)from);
  ASN1_TIME *second = until == INT64_MIN ? NULL : ASN1_TIME_set(NULL, (time_t)until);
  int done = first && X509_CRL_set1_lastUpdate(c, first)
      && (until == INT64_MIN || (second && X509_CRL_set1_nextUpdate(c, second)));
  ASN1_TIME_free(first);
  ASN1_TIME_free(second);
  return done;
}

// Reading certificates

// A distinguished name in one line, RFC 2253.
static inline int sluis_name_line(BIO *out, const X509_NAME *name) {
  return X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253);
}

// The one value of a subject attribute as UTF-8 (free with sluis_free); -1 absent, -2 repeated, -3 unreadable.
static inline int sluis_subject(const X509 *x, int nid, unsigned char **out) {
  const X509_NAME *name = X509_get_subject_name(x);
  int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0) return -1;
  if (X509_NAME_get_index_by_NID(name, nid, at) >= 0) return -2;
  int length = ASN1_STRING_to_UTF8(out, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  return length < 0 ? -3 : length;
}

// An IP address's 4 or 16 bytes; 0 where the text is none.
static inline int sluis_ip_address(const char *text, unsigned char out[16]) {
  ASN1_OCTET_STRING *address = a2i_IPADDRESS(text);
  int length = address == NULL ? 0 : ASN1_STRING_length(address);
  if (length > 16) length = 0;
  if (length > 0) memcpy(out, ASN1_STRING_get0_data(address), (size_t)length);
  ASN1_OCTET_STRING_free(address);
  return length;
}

// DER of the SubjectPublicKeyInfo as it stands in the certificate (free with sluis_free).
static inline int sluis_public_key_info(const X509 *x, unsigned char **out) {
  return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), out);
}

static inline GENERAL_NAMES *sluis_alternative_names(const X509 *x) {
  return (GENERAL_NAMES *)X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
}
static inline int sluis_names_count(const GENERAL_NAMES *n) { return sk_GENERAL_NAME_num(n); }
static inline void sluis_names_free(GENERAL_NAMES *n) { GENERAL_NAMES_free(n); }
// The bytes of a name of the wanted type (GEN_DNS, GEN_IPADD, GEN_URI); NULL for any other type.
static inline const unsigned char *sluis_name_at(const GENERAL_NAMES *n, int i, int wanted, int *length) {
  const GENERAL_NAME *name = sk_GENERAL_NAME_value(n, i);
  if (name == NULL || name->type != wanted) return NULL;
  const ASN1_STRING *text = wanted == GEN_IPADD ? name->d.iPAddress : name->d.ia5;
  *length = ASN1_STRING_length(text);
  return ASN1_STRING_get0_data(text);
}

// The i-th URI of the CRL distribution points, counted over all points and names; NULL past the last
// (free with sluis_free).
static inline char *sluis_distribution_point(const X509 *x, int wanted) {
  CRL_DIST_POINTS *points = (CRL_DIST_POINTS *)X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
  char *found = NULL;
  int seen = 0;
  for (int i = 0; found == NULL && i < sk_DIST_POINT_num(points); i++) {
    const DIST_POINT_NAME *at = sk_DIST_POINT_value(points, i)->distpoint;
    if (at == NULL || at->type != 0) continue;
    for (int j = 0; found == NULL && j < sk_GENERAL_NAME_num(at->name.fullname); j++) {
      int length = 0;
      const unsigned char *uri = sluis_name_at(at->name.fullname, j, GEN_URI, &length);
      if (uri != NULL && seen++ == wanted) found = OPENSSL_strndup((const char *)uri, (size_t)length);
    }
  }
  CRL_DIST_POINTS_free(points);
  return found;
}

// Reading revocation lists

// The earliest nextUpdate of the present CRLs in the store that cover this certificate's issuer; lists
// that ended by `now` play no part.
static inline int64_t sluis_crl_limit(const X509_STORE_CTX *ctx, const X509 *x, int64_t now) {
  STACK_OF(X509_CRL) *crls = X509_STORE_CTX_get1_crls(ctx, X509_get_issuer_name(x));
  int64_t limit = INT64_MAX;
  for (int i = 0; i < sk_X509_CRL_num(crls); i++) {
    int64_t next = sluis_next_update(sk_X509_CRL_value(crls, i));
    if (next > now && next < limit) limit = next;
  }
  sk_X509_CRL_pop_free(crls, X509_CRL_free);
  return limit;
}

// A verification callback that lets an absent or expired CRL pass; a CRL that is there still counts.
static inline int sluis_tolerate_absent_crl(int ok, X509_STORE_CTX *ctx) {
  int error = X509_STORE_CTX_get_error(ctx);
  if (ok || (error != X509_V_ERR_UNABLE_TO_GET_CRL && error != X509_V_ERR_CRL_HAS_EXPIRED)) return ok;
  X509_STORE_CTX_set_error(ctx, X509_V_OK);
  return 1;
}
static inline void sluis_tolerate(X509_STORE_CTX *ctx) {
  X509_STORE_CTX_set_verify_cb(ctx, sluis_tolerate_absent_crl);
}

// The revoked list is sorted at the first look-up, under a lock: do that before the store is shared.
static inline void sluis_crl_sort(X509_CRL *c, const X509 *any) {
  X509_REVOKED *found = NULL;
  X509_CRL_get0_by_serial(c, &found, X509_get0_serialNumber(any));
}

static inline int sluis_revoked_count(X509_CRL *c) { return sk_X509_REVOKED_num(X509_CRL_get_REVOKED(c)); }
static inline int64_t sluis_revoked_at(X509_CRL *c, int i, const ASN1_INTEGER **serial) {
  const X509_REVOKED *entry = sk_X509_REVOKED_value(X509_CRL_get_REVOKED(c), i);
  *serial = X509_REVOKED_get0_serialNumber(entry);
  return sluis_seconds(X509_REVOKED_get0_revocationDate(entry));
}

// Serial numbers: big-endian bytes, positive

static inline int sluis_serial_bytes(const ASN1_INTEGER *serial, const unsigned char **out) {
  *out = ASN1_STRING_get0_data(serial);
  return ASN1_STRING_length(serial);
}
static inline ASN1_INTEGER *sluis_serial(const unsigned char *bytes, int length) {
  BIGNUM *number = BN_bin2bn(bytes, length, NULL);
  ASN1_INTEGER *serial = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
  BN_free(number);
  return serial;
}

// Making keys, certificates, requests and revocation lists

static inline EVP_PKEY *sluis_ec_key(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *sluis_rsa_key(unsigned int bits) { return EVP_RSA_gen(bits); }

static inline int sluis_name_add(X509_NAME *name, int nid, const char *utf8) {
  return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, (const unsigned char *)utf8, -1, -1, 0);
}

static inline X509_EXTENSION *sluis_extension(X509 *issuer, X509 *subject, X509_CRL *crl, int nid, const char *value) {
  X509V3_CTX context;
  memset(&context, 0, sizeof context);
  X509V3_set_ctx(&context, issuer, subject, NULL, crl, 0);
  return X509V3_EXT_conf_nid(NULL, &context, nid, value);
}
static inline int sluis_certificate_extend(X509 *subject, X509 *issuer, int nid, const char *value) {
  X509_EXTENSION *extension = sluis_extension(issuer, subject, NULL, nid, value);
  int done = extension != NULL && X509_add_ext(subject, extension, -1);
  X509_EXTENSION_free(extension);
  return done;
}
// A negative number leaves the list without one.
static inline int sluis_crl_extend(X509_CRL *crl, X509 *issuer, int64_t number) {
  X509_EXTENSION *extension = sluis_extension(issuer, NULL, crl, NID_authority_key_identifier, "keyid:always");
  ASN1_INTEGER *value = ASN1_INTEGER_new();
  int done = extension != NULL && value != NULL && ASN1_INTEGER_set_int64(value, number)
      && X509_CRL_add_ext(crl, extension, -1)
      && (number < 0 || X509_CRL_add1_ext_i2d(crl, NID_crl_number, value, 0, 0));
  X509_EXTENSION_free(extension);
  ASN1_INTEGER_free(value);
  return done;
}
// Adds an extension whose DER is given; its kind is an object identifier in dots.
static inline int sluis_crl_add(X509_CRL *crl, const char *kind, int critical, const unsigned char *der, int length) {
  ASN1_OBJECT *object = OBJ_txt2obj(kind, 1);
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
  X509_EXTENSION *extension = NULL;
  if (object != NULL && value != NULL && ASN1_OCTET_STRING_set(value, der, length))
    extension = X509_EXTENSION_create_by_OBJ(NULL, object, critical, value);
  int done = extension != NULL && X509_CRL_add_ext(crl, extension, -1);
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(value);
  ASN1_OBJECT_free(object);
  return done;
}
static inline int sluis_crl_revoke(X509_CRL *crl, ASN1_INTEGER *serial, int64_t at) {
  X509_REVOKED *entry = X509_REVOKED_new();
  ASN1_TIME *moment = ASN1_TIME_set(NULL, (time_t)at);
  int done = entry && moment && X509_REVOKED_set_serialNumber(entry, serial)
      && X509_REVOKED_set_revocationDate(entry, moment) && X509_CRL_add0_revoked(crl, entry);
  if (!done) X509_REVOKED_free(entry);
  ASN1_TIME_free(moment);
  return done;
}
static inline int sluis_request_extend(X509_REQ *request, const char *alternative_names) {
  STACK_OF(X509_EXTENSION) *all = sk_X509_EXTENSION_new_null();
  X509_EXTENSION *extension = sluis_extension(NULL, NULL, NULL, NID_subject_alt_name, alternative_names);
  int done = all != NULL && extension != NULL && sk_X509_EXTENSION_push(all, extension) > 0;
  if (!done) X509_EXTENSION_free(extension);
  done = done && X509_REQ_add_extensions(request, all);
  sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
  return done;
}
static inline GENERAL_NAMES *sluis_request_names(X509_REQ *request) {
  STACK_OF(X509_EXTENSION) *all = X509_REQ_get_extensions(request);
  GENERAL_NAMES *names = (GENERAL_NAMES *)X509V3_get_d2i(all, NID_subject_alt_name, NULL, NULL);
  sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
  return names;
}
