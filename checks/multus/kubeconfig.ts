import {defineCheck, formatTimestamp, problemText, thisNode} from 'rke2-netdoctor';

const again = {
	text: 'Delete the rke2-multus pod of this node: it writes the file again and then keeps its token fresh',
	changes: 'cluster',
} as const;

export default defineCheck({
	id: 'multus/kubeconfig',
	title: 'Multus has valid credentials for the API',
	rationale:
		'Thin Multus reads each new pod from the API with multus.kubeconfig. Its pod renews the token there; without the pod, or on a node that was off for long, the token runs out. Then every new pod fails, also those that ask for no further network.',
	when: {multus: true},
	needs: {kubeconfig: 'multus.kubeconfig', now: 'system.clock'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'Multus has no {path}: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'ls -l /etc/cni/net.d/multus.d'},
					again,
					{text: 'crictl logs --tail 20 $(crictl ps -aq --name kube-rke2-multus | head -1)'},
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/pod-failures'],
		},
		broken: {
			severity: 'critical',
			text: '{path} cannot be read as a kubeconfig: {problem}; every new pod on this node fails',
			guide: {steps: [{text: 'ls -l {path}'}, again], links: ['rke2/multus-using', 'multus/configuration']},
			explains: ['multus/pod-failures'],
		},
		tokenless: {
			severity: 'critical',
			text: '{path} has no token: the API refuses Multus, and every new pod on this node fails',
			guide: {steps: [{text: 'ls -l {path}'}, again], links: ['rke2/multus-using', 'multus/configuration']},
			explains: ['multus/pod-failures'],
		},
		expired: {
			severity: 'critical',
			text: 'The token in {path} expired {ago} ago: the API refuses Multus, and every new pod on this node fails',
			guide: {
				steps: [
					{text: 'date; the token is refused also when the clock of this node is right and its pod is not'},
					{text: 'crictl ps -a --name kube-rke2-multus: while it runs it renews the token'},
					again,
				],
				links: ['rke2/multus-using', 'multus/configuration'],
			},
			explains: ['multus/pod-failures'],
		},
	},
	*run({kubeconfig: {path, kubeconfig}, now}, {finding, environment}) {
		if (path === undefined) {
			return;
		}
		const subject = {kind: 'File', name: path} as const;
		const affects = [thisNode(environment)];
		const cited = (excerpt: string) => [{from: 'kubeconfig', of: path, excerpt}] as const;
		if (kubeconfig === undefined) {
			yield finding('missing', {path}, subject, {evidence: cited('no such file'), affects});
			return;
		}
		if (!kubeconfig.ok) {
			const problem = problemText(kubeconfig.problem);
			yield finding('broken', {path, problem}, subject, {evidence: cited(problem), affects});
			return;
		}
		const {hasToken, tokenExpiry, clientCertificate, server} = kubeconfig.value;
		if (!hasToken && clientCertificate === undefined) {
			yield finding('tokenless', {path}, subject, {evidence: cited(`server: ${server}, no token`), affects});
		} else if (tokenExpiry !== undefined && tokenExpiry * 1000 < now) {
			const expiry = formatTimestamp(tokenExpiry * 1000);
			yield finding('expired', {path, ago: ago(now - tokenExpiry * 1000)}, subject, {
				evidence: cited(`the token expired at ${expiry}`),
				affects,
			});
		}
	},
});

const ago = (milliseconds: number): string => {
	const minutes = Math.max(1, Math.floor(milliseconds / 60_000));
	if (minutes < 120) {
		return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
	}
	return minutes < 2880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
};
