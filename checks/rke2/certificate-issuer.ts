import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

/** What signs a certificate of RKE2's agent directory, by the name of its file. */
const authorityOf = (path: string): string | undefined =>
	/\/client-(?!ca\.crt$)[^/]+\.crt$/.test(path)
		? 'client-ca.crt'
		: /\/serving-[^/]+\.crt$/.test(path)
			? 'server-ca.crt'
			: undefined;

/** How RKE2 calls an authority that it makes itself, without the time at the end: CN=rke2-client-ca@1785000000. */
const ownName = (subject: string): string | undefined =>
	/^CN=(rke2-(?:client|server)-ca)@\d+$/.exec(subject)?.[1];

const text =
	'{file} was issued by {issuer}, but the authority of this cluster is {own}: who is shown it refuses this node';

const look = {
	text: 'openssl x509 -noout -issuer -enddate -in {file}; openssl x509 -noout -subject -in {authority}',
} as const;

const reissue = {
	text: 'Move {file} and its key to /root/ and restart RKE2 on this node, which has new ones issued',
	changes: 'node',
} as const;

const rejoin = {
	text: 'If the authority is the wrong one: stop RKE2, move {directory}/*.crt, *.key and *.kubeconfig to /root/, and start it, so that this node joins anew',
	changes: 'node',
} as const;

const explains = [
	'rke2/api-unreachable#certificate',
	'rke2/api-unreachable#unauthorized',
	'rke2/kubelet',
	'rke2/kubelet-stopped',
	'kubernetes.*',
] as const;

export default defineCheck({
	id: 'rke2/certificate-issuer',
	title: 'The certificates of this node are of the authorities that it holds',
	rationale:
		'Kubelet, kube-proxy and the API server know each other by the authorities of the cluster. A certificate that another cluster issued, from the image of a machine, a backup, or a data directory that was not emptied before the node joined, is valid by its dates and refused all the same.',
	needs: {certificates: 'rke2.certificates'},
	messages: {
		another: {
			severity: 'critical',
			text,
			guide: {steps: [look, reissue, rejoin], links: ['rke2/certificates', 'rke2/logging']},
			explains,
		},
		// A rotation that is under way looks like the image of a node of the same kind: what fails for it speaks for itself.
		rotation: {
			severity: 'warning',
			text,
			guide: {
				steps: [
					{
						text: 'If a rotation is under way (rke2 certificate rotate-ca), finish it: restart RKE2 on the servers that remain, one by one, then on this node',
						changes: 'node',
					},
					look,
					reissue,
					rejoin,
				],
				links: ['rke2/certificates', 'rke2/logging'],
			},
			explains,
		},
	},
	*run({certificates}, {finding, environment}) {
		for (const {path, issuer} of certificates) {
			const name = authorityOf(path);
			const authority = certificates.find(({path: file}) => name !== undefined && file.endsWith(`/${name}`));
			if (authority === undefined || authority.subjects.includes(issuer)) {
				continue;
			}
			const issuedBy = ownName(issuer);
			const isSuccessor =
				issuedBy !== undefined && authority.subjects.some(subject => ownName(subject) === issuedBy);
			yield finding(
				isSuccessor ? 'rotation' : 'another',
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
