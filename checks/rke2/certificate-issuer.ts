import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

/** What signs a certificate of RKE2's agent directory, by the name of its file. */
const authorityOf = (path: string): string | undefined =>
	/\/client-(?!ca\.crt$)[^/]+\.crt$/.test(path)
		? 'client-ca.crt'
		: /\/serving-[^/]+\.crt$/.test(path)
			? 'server-ca.crt'
			: undefined;

export default defineCheck({
	id: 'rke2/certificate-issuer',
	title: 'The certificates of this node are of the authorities that it holds',
	rationale:
		'Kubelet, kube-proxy and the API server know each other by the authorities of the cluster. A certificate that another cluster issued, from the image of a machine, a backup, or a data directory that was not emptied before the node joined, is valid by its dates and refused all the same.',
	needs: {certificates: 'rke2.certificates'},
	messages: {
		another: {
			severity: 'critical',
			text: '{file} was issued by {issuer}, but the authority of this cluster is {own}: who is shown it refuses this node',
			guide: {
				steps: [
					{
						text: 'openssl x509 -noout -issuer -enddate -in {file}; openssl x509 -noout -subject -in {authority}',
					},
					{
						text: 'Move {file} and its key to /root/ and restart RKE2 on this node, which has new ones issued',
						changes: 'node',
					},
					{
						text: 'If the authority is the wrong one: stop RKE2, move {directory}/*.crt, *.key and *.kubeconfig to /root/, and start it, so that this node joins anew',
						changes: 'node',
					},
				],
				links: ['rke2/certificates', 'rke2/logging'],
			},
			explains: [
				'rke2/api-unreachable#certificate',
				'rke2/api-unreachable#unauthorized',
				'rke2/kubelet',
				'rke2/kubelet-stopped',
				'kubernetes.*',
			],
		},
	},
	*run({certificates}, {finding, environment}) {
		for (const {path, issuer} of certificates) {
			const name = authorityOf(path);
			const authority = certificates.find(({path: file}) => name !== undefined && file.endsWith(`/${name}`));
			if (authority === undefined || authority.subjects.includes(issuer)) {
				continue;
			}
			yield finding(
				'another',
				{
					file: path,
					issuer,
					own: listNames(authority.subjects),
					authority: authority.path,
					directory: path.replace(/\/[^/]+$/, ''),
				},
				{kind: 'Certificate', name: path},
				{
					evidence: [
						{from: 'certificates', of: path, excerpt: `issuer ${issuer}`},
						{from: 'certificates', of: authority.path, excerpt: authority.subjects.join('\n')},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
