import {
	corednsDeployment,
	corednsForwardingOf,
	defineCheck,
	isSameAddress,
	listNames,
	serversForPods,
} from 'rke2-netdoctor';

/** https://tailscale.com/docs/reference/quad100: it asks those that it took over, and comes and goes with its program. */
const isOfTailscale = (server: string): boolean =>
	['100.100.100.100', 'fd7a:115c:a1e0::53'].some(own => isSameAddress(own, server));

export default defineCheck({
	id: 'dns/coredns-stale',
	title: 'CoreDNS forwards to the name servers that this node has now',
	rationale:
		'Unless the values for rke2-coredns name others, CoreDNS forwards to the name servers of the node. The kubelet copies them into a pod when it starts it, and from the file that it was started with. When the node is given others later, CoreDNS goes on asking the old ones: names outside the cluster fail, or come from the wrong place, though the node itself resolves them.',
	needs: {
		resolvers: 'dns.pod-resolvers',
		host: 'dns.host-resolvers',
		helm: 'kubernetes.helm',
		ranges: 'cluster.ranges',
	},
	messages: {
		stale: {
			severity: 'warning',
			text: 'CoreDNS on this node still forwards to {former}, while {path} names {present}',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'kubectl -n kube-system rollout restart deployment rke2-coredns-rke2-coredns: new pods get the present ones',
						changes: 'cluster',
					},
					{
						text: 'If they get the old ones again, restart RKE2 on this node first, whose kubelet reads another file: systemctl restart rke2-server or rke2-agent',
						changes: 'node',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
			explains: ['dns/coredns-upstream', 'dns/coredns-log#loop', 'dns/coredns-log#upstream'],
		},
		overlaid: {
			severity: 'info',
			text: 'Tailscale has written its own name server {present} into {path}; CoreDNS on this node goes on with {former}, which is right as long as those answer',
			guide: {
				steps: [
					{text: 'dig +time=2 +tries=1 @SERVER rke2.io, for each of {former}: they have to answer'},
					{
						text: 'To keep the name servers of the node as they are: tailscale set --accept-dns=false',
						changes: 'node',
					},
				],
				links: ['rke2/coredns', 'kubernetes/debug-dns'],
			},
		},
	},
	*run({resolvers: {coredns}, host: {kubelet}, helm, ranges}, {finding}) {
		const followsNode = corednsForwardingOf(helm.configs)?.followsNode === true;
		if (
			!followsNode ||
			coredns === undefined ||
			kubelet === undefined ||
			coredns.settings.servers.length === 0
		) {
			return;
		}
		const present = serversForPods(kubelet.settings);
		const former = coredns.settings.servers.filter(
			server => !present.some(other => isSameAddress(other, server)),
		);
		// A copy that does not name the cluster DNS itself is the better one: dns/resolver-circle.
		const isCircle = present.some(server => ranges.dns.some(address => isSameAddress(address, server)));
		// Where some are the same the node may choose among several.
		if (present.length > 0 && former.length === coredns.settings.servers.length && !isCircle) {
			yield finding(
				present.every(isOfTailscale) ? 'overlaid' : 'stale',
				{former: listNames(former), path: kubelet.path, present: listNames(present)},
				corednsDeployment,
				{
					evidence: [
						{from: 'resolvers', of: 'inspectp', excerpt: `nameservers: ${former.join(', ')}`},
						{
							from: 'host',
							of: kubelet.path,
							excerpt: present.map(server => `nameserver ${server}`).join('\n'),
						},
					],
				},
			);
		}
	},
});
