import {certificatesIn, defineCheck, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cni/calico-kubeconfig-authority',
	title: "Calico's CNI plugin trusts the API server of this cluster",
	rationale:
		'calico-kubeconfig holds the certificate authority of the cluster. A file that came with the image of a machine, or from a backup, holds that of another cluster, and one that was edited perhaps none: then the plugin refuses the API server, and every new pod fails with "certificate signed by unknown authority".',
	when: {cni: ['canal', 'calico']},
	needs: {kubeconfig: 'calico.kubeconfig', certificates: 'rke2.certificates'},
	messages: {
		another: {
			severity: 'critical',
			text: '{path} trusts {given}, but the API servers of this cluster are certified by {own}: every new pod on this node fails',
			guide: {
				steps: [
					{
						text: 'grep certificate-authority-data {path} | cut -d \\" -f 2 | base64 -d | openssl x509 -noout -subject',
					},
					{
						text: 'Delete the pod of this node that has the container calico-node: install-cni writes the file again',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/troubleshooting'],
			},
		},
		unreadable: {
			severity: 'critical',
			text: 'What {path} holds as certificate authority is no certificate: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'grep certificate-authority-data {path}'},
					{
						text: 'Delete the pod of this node that has the container calico-node: install-cni writes the file again',
						changes: 'cluster',
					},
				],
				links: ['calico/component-logs', 'calico/troubleshooting'],
			},
		},
	},
	*run({kubeconfig: {path, kubeconfig}, certificates}, {finding, environment}) {
		const authority = kubeconfig?.ok === true ? kubeconfig.value.certificateAuthority : undefined;
		const own = certificates.find(({path: file}) => file.endsWith('/server-ca.crt'));
		if (path === undefined || authority === undefined || !('pem' in authority) || own === undefined) {
			return;
		}
		const subject = {kind: 'File', name: path} as const;
		const affects = [thisNode(environment)];
		if (!authority.pem.includes('BEGIN CERTIFICATE')) {
			yield finding('unreadable', {path}, subject, {
				evidence: [
					{from: 'kubeconfig', of: path, excerpt: 'certificate-authority-data without a certificate'},
				],
				affects,
			});
			return;
		}
		const given = certificatesIn(authority.pem);
		// While the authority is rotated, both sides may know the old one and the new one.
		if (given.length === 0 || given.some(({subject: name}) => name === own.subject || name === own.issuer)) {
			return;
		}
		const [first] = given;
		yield finding('another', {path, given: first?.subject ?? '', own: own.subject}, subject, {
			evidence: [
				{from: 'kubeconfig', of: path, excerpt: first?.subject ?? ''},
				{from: 'certificates', of: own.path, excerpt: own.subject},
			],
			affects,
		});
	},
});
