import {textIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {type Certificate, parseCertificates} from '../parsers/certificate.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

export interface CertificateFile extends Certificate {
	readonly path: string;
	/** Subjects of all certificates of the file: of a chain, or of authorities that are replaced one by the other. */
	readonly subjects: readonly string[];
}

/** What kubelet, kube-proxy and the CNI's way to the API depend on: https://docs.rke2.io/security/certificates */
const files = [
	...['client-kubelet', 'client-kube-proxy', 'client-rke2-controller', 'serving-kubelet'],
	...['client-ca', 'server-ca'],
];

export const rke2Certificates = defineProbe({
	id: 'rke2.certificates',
	summary: "validity of the certificates in RKE2's agent directory",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory: {path}}) => files.map(name => file(`${path}/agent/${name}.crt`)),
	parse: (replies, {dataDirectory: {path}}): readonly CertificateFile[] => {
		const found = files.flatMap((name, index) => {
			const text = textIfFound(replies[index]);
			const all = text === undefined ? [] : parseCertificates(text);
			const [leaf] = all;
			return leaf === undefined
				? []
				: [{...leaf, path: `${path}/agent/${name}.crt`, subjects: all.map(({subject}) => subject)}];
		});
		if (found.length === 0) {
			throw new Unavailable(
				'not-found',
				`no certificates in ${path}/agent: this node never joined a cluster`,
			);
		}
		return found;
	},
});
