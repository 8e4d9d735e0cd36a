// Everything that a fault may change. Counters, indexes and times are left out: equal states give equal lines.
const script = `
ip -o -4 address
ip -o -d link
ip -4 route show table all
ip -o -6 address show scope global
ip -6 route show | grep -v ^fe80
ip rule
ip neigh show nud permanent
bridge fdb show | grep permanent
nft list tables
cat /proc/net/ip_tables_names /proc/net/ip6_tables_names 2>/dev/null | sed 's/^/legacy table /'
iptables-nft-save | grep -v '^#' | sed 's/\\[[0-9:]*\\]//'
ip6tables-nft-save | grep -v '^#' | sed 's/\\[[0-9:]*\\]//; s/^/ipv6 /'
cat /proc/sys/net/ipv6/conf/all/forwarding | sed 's/^/ipv6 forwarding /'
for file in /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv4/conf/*/rp_filter \\
	/proc/sys/net/ipv4/conf/*/proxy_arp /proc/sys/net/bridge/*; do echo "$file $(cat "$file")"; done
find /run/lab/api /etc/cni /etc/rancher /var/lib/calico /var/lib/cni -type f -exec sha256sum {} +
for name in /run/lab/pid/*; do kill -0 "$(cat "$name")" && echo "running $name"; done
`;

const normalize = line =>
	line
		.replace(/^\d+: /, '')
		.replace(/@if\d+/, '@if')
		.replace(/\b(\w+_timer) +[\d.]+/g, '')
		.replace(/\s+/g, ' ')
		.trim();

/** The state of every node as a set of lines. */
export const recordState = async nodes => {
	const perNode = await Promise.all(
		nodes.map(async node => {
			const {stdout} = await node.run(['sh', '-uc', script]);
			const lines = [...stdout.split('\n').map(normalize), ...(await node.writtenFiles())];
			return lines.map(line => `${node.description.name}: ${line}`);
		}),
	);
	return new Set(perNode.flat());
};

/** Lines that are gone (`-`) or new (`+`). */
export const compareStates = (before, after) => [
	...[...before].filter(line => !after.has(line)).map(line => `- ${line}`),
	...[...after].filter(line => !before.has(line)).map(line => `+ ${line}`),
];
