import {defineCheck, setByText, sysctlSource, thisNode} from 'rke2-netdoctor';

export default defineCheck({
	id: 'host/reverse-path-filter-pods',
	title: 'The reverse path filter is off on the interfaces of pods',
	rationale:
		'Cilium has one route for all pods of a node, by cilium_host. To the reverse path filter every packet of a pod therefore comes from the wrong interface, so Cilium sets rp_filter to 0 on them. systemd or a hardening script that sets it again drops what pods send out of the cluster. Only with eBPF host routing, which needs kube-proxy replaced and BPF masquerading, pods bypass the filter.',
	when: {cni: ['cilium']},
	needs: {
		sysctls: 'sysctl.network',
		links: 'ip.link',
		routes: 'ip.route',
		counters: 'netstat.counters',
		status: 'cilium.status',
	},
	wants: {files: 'sysctl.files'},
	messages: {
		strict: {
			severity: 'critical',
			text: 'rp_filter is 1 on {count} interfaces of pods, such as {device}{origin}: the kernel drops what these pods send to anything but other pods',
			guide: {
				steps: [
					{
						text: 'printf "net.ipv4.conf.all.rp_filter = 0\\nnet.ipv4.conf.lxc*.rp_filter = 0\\nnet.ipv4.conf.cilium_*.rp_filter = 0\\n" > /etc/sysctl.d/99-zzz-override_cilium.conf',
						changes: 'node',
					},
					{text: 'systemctl restart systemd-sysctl', changes: 'node'},
					{
						text: 'grep -rn rp_filter /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d: the file above must be the last of them by name',
					},
				],
				links: ['cilium/system-requirements', 'rke2/hardening-kernel-parameters'],
			},
		},
	},
	*run({sysctls, links, routes, counters, status, files = []}, {finding, environment}) {
		const {all, devices} = sysctls.ipv4;
		// A counter of 0: since the node booted the filter has not dropped a single packet.
		if (counters.TcpExt?.IPReversePathFilter === 0) {
			return;
		}
		const bypasses = environment.kubeProxy.value === 'replaced' && status.routing?.hostMode !== 'Legacy';
		if (bypasses) {
			return;
		}
		// Each interface has routes of IPv6 for its link-local address.
		const routed = new Set(routes.filter(({family}) => family === 'ipv4').map(({dev}) => dev));
		const strict = links
			.filter(({name}) => /^lxc(?!_health)/.test(name) && !routed.has(name))
			.flatMap(({name}) => {
				const own = devices.get(name)?.reversePathFilter;
				return own !== undefined && Math.max(all.reversePathFilter, own) === 1 ? [{name, own}] : [];
			});
		const [first] = strict;
		if (first === undefined) {
			return;
		}
		const {name: device, own} = first;
		const pattern = all.reversePathFilter === 1 ? 'all' : 'lxc*';
		const keyOf = (name: string): string => `net/ipv4/conf/${name}/rp_filter`;
		const source = sysctlSource(
			files,
			pattern === 'all' ? [keyOf('all')] : [device, 'default'].map(keyOf),
			1,
		);
		yield finding(
			'strict',
			{count: strict.length, device, origin: setByText(source)},
			{kind: 'Sysctl', name: `net.ipv4.conf.${pattern}.rp_filter`},
			{
				evidence: [
					{
						from: 'sysctls',
						excerpt: String(all.reversePathFilter),
						of: `/proc/sys/${keyOf('all')}`,
					},
					{from: 'sysctls', excerpt: String(own), of: `/proc/sys/${keyOf(device)}`},
					...(source === undefined
						? []
						: [{from: 'files' as const, excerpt: source.text, of: `${source.path}:${source.line}`}]),
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
