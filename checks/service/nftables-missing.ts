import {defineCheck, firstServiceAddress, pluginsWithoutApi, thisNode} from 'rke2-netdoctor';

const links = ['rke2/nftables', 'kubernetes/debug-service'] as const;
const restart = {
	text: 'Restart kube-proxy, which writes its rules anew: crictl stop $(crictl ps -q --name kube-proxy)',
	changes: 'node',
} as const;
const look = {text: 'crictl logs --tail 50 $(crictl ps -aq --name kube-proxy | head -n 1)'} as const;
const explains = [
	'service/api-address',
	'dns/service-address',
	'canal/container',
	'cni/configuration-missing',
	...pluginsWithoutApi,
] as const;

export default defineCheck({
	id: 'service/nftables-missing',
	title: 'kube-proxy has written nftables rules for the services of the API and of the cluster DNS',
	rationale:
		'In nftables mode kube-proxy keeps a table of its own with one entry for each address of a service. A firewall that loads its rules with "flush ruleset", as nftables.service does, removes the table with everything in it; kube-proxy notices at its next full round only. Without the entry of the API no pod reaches it, without that of the cluster DNS no name is resolved.',
	when: {kubeProxy: ['nftables']},
	needs: {services: 'kube-proxy.nft-services', ranges: 'cluster.ranges', addresses: 'ip.address'},
	wants: {units: 'systemd.units'},
	messages: {
		noTable: {
			severity: 'critical',
			text: 'kube-proxy runs in nftables mode, but there is no table ip kube-proxy with its services: services, the cluster DNS and the address of the API are dead here{suspect}',
			guide: {
				steps: [
					{text: 'nft list tables'},
					restart,
					{
						text: 'Take "flush ruleset" out of /etc/nftables.conf or /etc/sysconfig/nftables.conf (flush only your own table), or systemctl disable --now nftables',
						changes: 'node',
					},
					look,
				],
				links,
			},
			explains,
		},
		missing: {
			severity: 'critical',
			text: 'kube-proxy has no entry for {what} in its nftables table, though it has {count} {count:other|others}',
			guide: {
				steps: [look, {text: 'kubectl get service,endpointslices -A | grep {address}'}, restart],
				links,
			},
			explains,
		},
	},
	*run({services: {hasTable, ports}, ranges, addresses, units}, {finding, environment}) {
		const affects = [thisNode(environment)];
		const of = 'service-ips';
		if (!hasTable) {
			const isActive = units?.get('nftables.service')?.activeState === 'active';
			yield finding(
				'noTable',
				{suspect: isActive ? '; nftables.service runs, whose rules may begin with "flush ruleset"' : ''},
				{kind: 'NetfilterRule', name: 'ip kube-proxy'},
				{evidence: [{from: 'services', excerpt: 'no map service-ips in a table ip kube-proxy', of}], affects},
			);
			return;
		}
		const isHere = (wanted: string): boolean => addresses.some(({address}) => address === wanted);
		const api = firstServiceAddress(ranges.services);
		const dns = ranges.dns.find(wanted => !wanted.includes(':'));
		const wanted = [
			{what: `the service kubernetes, ${api}`, address: api, protocol: 'tcp', port: 443},
			{what: `the cluster DNS, ${dns}`, address: dns, protocol: 'udp', port: 53},
		];
		for (const {what, address, protocol, port} of wanted) {
			const isWritten = ports.some(
				entry => entry.address === address && entry.protocol === protocol && entry.port === port,
			);
			// NodeLocal DNSCache has the address on a device of its own, and needs no entry for it.
			if (address !== undefined && !isWritten && !isHere(address)) {
				yield finding(
					'missing',
					{what, count: ports.length, address},
					{kind: 'Service', name: address},
					{
						evidence: [
							{
								from: 'services',
								excerpt: `${ports.length} entries, none of ${address} . ${protocol} . ${port}`,
								of,
							},
						],
						affects,
					},
				);
			}
		}
	},
});
