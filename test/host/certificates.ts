import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

export interface Certificates {
	readonly ca: string;
	readonly pem: (name: string) => string;
	readonly path: (file: string) => string;
}

/** A CA with a server certificate for 127.0.0.1, an expired one, and client certificates, made with openssl. */
export const makeCertificates = (directory: string): Certificates => {
	const path = (file: string): string => join(directory, file);
	const openssl = (...parameters: string[]): void => {
		execFileSync('openssl', parameters, {cwd: directory, stdio: 'ignore'});
	};
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const makeCa = (name: string): void =>
		openssl(
			'req',
			'-x509',
			...key,
			'-keyout',
			`${name}.key`,
			'-out',
			`${name}.crt`,
			'-subj',
			`/CN=${name}`,
			'-days',
			'2',
		);
	const issue = (name: string, ca: string, ...validity: string[]): void => {
		openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
		const signing = ['-CA', `${ca}.crt`, '-CAkey', `${ca}.key`, '-CAcreateserial', '-extfile', 'san.cnf'];
		openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-out', `${name}.crt`, ...validity);
	};
	writeFileSync(path('san.cnf'), 'subjectAltName=IP:127.0.0.1\n');
	makeCa('ca');
	makeCa('other-ca');
	issue('server', 'ca', '-days', '2');
	issue('expired', 'ca', '-days', '-1');
	for (const client of ['system:admin', 'system:kube-proxy', 'system:rke2-controller']) {
		issue(client, 'ca', '-days', '2');
	}
	issue('stale', 'other-ca', '-days', '2');
	return {ca: readFileSync(path('ca.crt'), 'utf8'), pem: name => readFileSync(path(name), 'utf8'), path};
};
