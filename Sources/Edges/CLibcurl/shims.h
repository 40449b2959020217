// What Swift cannot call of libcurl and OpenSSL: variadic functions and macros. Nothing else.
#ifndef SLUIS_LIBCURL_SHIMS_H
#define SLUIS_LIBCURL_SHIMS_H
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/prctl.h>

static inline CURLcode sluis_curl_set_long(CURL *easy, CURLoption option, long value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode sluis_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode sluis_curl_set_string(CURL *easy, CURLoption option, const char *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode sluis_curl_set_pointer(CURL *easy, CURLoption option, const void *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode sluis_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) { return curl_easy_setopt(easy, option, value); }

static inline CURLcode sluis_curl_on_bytes(CURL *easy, CURLoption option, curl_write_callback call) { return curl_easy_setopt(easy, option, call); }
static inline CURLcode sluis_curl_on_open_socket(CURL *easy, curl_opensocket_callback call) { return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, call); }
static inline CURLcode sluis_curl_on_request(CURL *easy, curl_prereq_callback call) { return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, call); }
static inline CURLcode sluis_curl_on_tls_context(CURL *easy, curl_ssl_ctx_callback call) { return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, call); }

static inline CURLcode sluis_curl_get_long(CURL *easy, CURLINFO field, long *value) { return curl_easy_getinfo(easy, field, value); }
static inline CURLcode sluis_curl_get_pointer(CURL *easy, CURLINFO field, void **value) { return curl_easy_getinfo(easy, field, value); }
static inline CURLMcode sluis_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) { return curl_multi_setopt(multi, option, value); }
static inline CURLcode sluis_curl_result(const CURLMsg *message) { return message->data.result; }

static inline int sluis_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

// Macros of OpenSSL.
static inline int sluis_ssl_add_chain(SSL_CTX *context, X509 *certificate) { return (int)SSL_CTX_add1_chain_cert(context, certificate); }
static inline int sluis_ssl_use_store(SSL_CTX *context, X509_STORE *store) { return (int)SSL_CTX_set1_verify_cert_store(context, store); }
static inline int sluis_ssl_new_context_index(CRYPTO_EX_free *release) { return SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, release); }
static inline void sluis_ssl_forbid_renegotiation(SSL_CTX *context) { SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION); }
static inline int sluis_x509_count(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *sluis_x509_at(const STACK_OF(X509) *stack, int index) { return sk_X509_value(stack, index); }
#endif
