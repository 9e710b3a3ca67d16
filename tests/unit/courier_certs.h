/* A certificate authority for one test, made by openssl: ca.pem, and server certificates good (for
 * 127.0.0.1), other (for another name), old (expired), self (signed by nobody). */
#ifndef COURIER_CERTS_H
#define COURIER_CERTS_H

#include "courier_peer.h"

static inline void certs_make(const struct scratch *dir)
{
    static const char script[] =
        "set -e; cd \"$1\"\n"
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 \\\n"
        "  -subj /CN=test-ca -addext basicConstraints=critical,CA:TRUE\n"
        "make() {\n"
        "  openssl req -newkey rsa:2048 -nodes -keyout $1.key -out $1.csr -subj /CN=$1\n"
        "  echo \"subjectAltName=$2\" >$1.ext\n"
        "}\n"
        "sign() { openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial \\\n"
        "  -extfile $1.ext -out $1.pem -days $2; }\n"
        "make good IP:127.0.0.1; sign good 2\n"
        "make other DNS:other.example; sign other 2\n"
        "make old IP:127.0.0.1\n"
        "mkdir db; : >db/index; echo 01 >db/serial\n"
        "printf '[ca]\\ndefault_ca=c\\n[c]\\ndatabase=db/index\\nserial=db/serial\\n"
        "new_certs_dir=db\\ndefault_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' >ca.cnf\n"
        "openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in old.csr -out old.pem "
        "\\\n"
        "  -startdate 20200101000000Z -enddate 20200102000000Z -extfile old.ext -notext\n"
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.pem -days 2 \\\n"
        "  -subj /CN=self -addext subjectAltName=IP:127.0.0.1\n";
    const char *const argv[] = {"sh", "-c", script, "sh", dir->dir, NULL};
    ck_assert_int_eq(run_tool(argv), 0);
}

#endif
