import {defineCheck, isLoopback, isSameAddress, problemText, textSetting, thisNode} from 'rke2-netdoctor';

const users = {
	kubelet: {who: 'The kubelet', effect: 'this node becomes NotReady, and no pod is started or ended on it'},
	kubeproxy: {who: 'kube-proxy', effect: 'services keep leading to endpoints that are gone'},
	rke2controller: {who: 'RKE2', effect: 'it does not learn of servers that come and go'},
} as const;

const again = {
	text: 'Restart RKE2 on this node, which writes {path} anew: systemctl restart rke2-agent, or rke2-server',
	changes: 'node',
} as const;
const links = ['rke2/logging', 'rke2/certificates'] as const;

const elsewhere = {
	severity: 'critical',
	text: '{who} is told by {path} that the API is at {server}, not at the load balancer of this node: {effect} when that server is away or refuses it',
	guide: {steps: [{text: 'grep server: {path}'}, again], links},
	explains: ['rke2/kubelet', 'rke2/kubelet-stopped', 'service/kube-proxy', 'kubernetes.*'],
} as const;

const nameOf = (path: string): string => path.replace(/^.*\//, '');

const hostOf = (server: string): string | undefined => {
	try {
		return new URL(server).hostname.replace(/^\[|\]$/g, '');
	} catch {
		return undefined;
	}
};

export default defineCheck({
	id: 'rke2/kubeconfigs',
	title: 'What kubelet and kube-proxy come to the API with leads to the load balancer of this node',
	rationale:
		'On every node RKE2 listens on 127.0.0.1:6443 and passes what comes there on to a server that is up; kubelet and kube-proxy are told that address and files in the same directory. RKE2 writes these kubeconfigs when it starts. One that was edited, emptied by a full disk or brought from another machine works until its reader starts again, and then no longer.',
	needs: {
		kubeconfigs: 'rke2.kubeconfigs',
		certificates: 'rke2.certificates',
		addresses: 'ip.address',
		configuration: 'rke2.configuration',
	},
	messages: {
		broken: {
			severity: 'critical',
			text: '{who} cannot read {path}: {problem}; {effect}',
			guide: {steps: [{text: 'ls -l {path}; df -h {path}'}, again], links},
			explains: ['rke2/kubelet', 'rke2/kubelet-stopped', 'service/kube-proxy', 'kubernetes.*'],
		},
		server: {
			...elsewhere,
			// On an agent rke2-netdoctor asks the API by this file, too.
			explains: [...elsewhere.explains, 'rke2/api-unreachable'],
		},
		serverOfOthers: elsewhere,
		certificate: {
			severity: 'critical',
			text: '{who} is told by {path} to use {file}, which is not one of the certificates that RKE2 has there: {effect}',
			guide: {steps: [{text: 'ls -l {file}; grep -E "certificate|client-key" {path}'}, again], links},
			explains: ['rke2/kubelet', 'rke2/kubelet-stopped', 'service/kube-proxy', 'kubernetes.*'],
		},
	},
	*run({kubeconfigs, certificates, addresses, configuration}, {finding, environment}) {
		const known = new Set(certificates.map(({path}) => nameOf(path)));
		const isHere = (host: string): boolean =>
			host === 'localhost' || isLoopback(host) || addresses.some(({address}) => isSameAddress(address, host));
		// Told so, an agent asks a server directly.
		const hasBalancer = textSetting(configuration.settings, 'disable-apiserver-lb') !== 'true';
		for (const {path, user, kubeconfig} of kubeconfigs) {
			const subject = {kind: 'File', name: path} as const;
			const common = {...users[user], path};
			const details = (excerpt: string) =>
				({
					evidence: [{from: 'kubeconfigs', of: path, excerpt}],
					affects: [thisNode(environment)],
				}) as const;
			if (kubeconfig === undefined) {
				// RKE2 has not come so far yet, or runs without kube-proxy.
				continue;
			}
			if (!kubeconfig.ok) {
				const problem = problemText(kubeconfig.problem);
				yield finding('broken', {...common, problem}, subject, details(problem));
				continue;
			}
			const {server, certificateAuthority, clientCertificate} = kubeconfig.value;
			const host = hostOf(server);
			if (hasBalancer && (host === undefined || !isHere(host))) {
				const isAskedHere = user === 'kubelet' && environment.role.value === 'agent';
				const message = isAskedHere ? 'server' : 'serverOfOthers';
				yield finding(message, {...common, server}, subject, details(`server: ${server}`));
			}
			for (const source of [certificateAuthority, clientCertificate]) {
				if (source !== undefined && 'path' in source && !known.has(nameOf(source.path))) {
					yield finding('certificate', {...common, file: source.path}, subject, details(source.path));
				}
			}
		}
	},
});
