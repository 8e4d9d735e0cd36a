import {fileURLToPath} from 'node:url';

const etcdKeys = fileURLToPath(new URL('inside/etcd-keys.js', import.meta.url));

// Everything that a fault may change. Counters, indexes and times are left out: equal states give equal lines.
const script = `
ip -o -4 address
ip -o -d link
ip -4 route show table all
ip -o -6 address show scope global
ip -6 route show | grep -v ^fe80
ip rule
ip -6 rule | sed 's/^/ipv6 /'
ip neigh show nud permanent
bridge fdb show | grep -E 'permanent|static'
nft -s list ruleset
ipset save
for family in ip ip6; do for table in $(cat /proc/net/\${family}_tables_names 2>/dev/null); do
	\${family}tables-legacy-save -t "$table" | grep -v '^#' | sed "s/\\[[0-9:]*\\]//; s/^/legacy $family $table /"
done; done
iptables-nft-save | grep -v '^#' | sed 's/\\[[0-9:]*\\]//'
ip6tables-nft-save | grep -v '^#' | sed 's/\\[[0-9:]*\\]//; s/^/ipv6 /'
grep -s . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding /proc/sys/net/bridge/* \\
	/proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/proxy_arp
find /run/lab/api /etc/cni /etc/rancher /var/lib/calico /var/lib/cni -type f -exec sha256sum {} +
for name in /run/lab/pid/*; do read -r pid < "$name" && kill -0 "$pid" && echo "running $name"; done
`;

// What healing may do, and a diagnosis may not: write a file again, start a process, set a sysctl to what it was not.
// Left out is what nobody writes: what a device learns from packets, the time of a pipe (that of the last byte through it), and
// what daemons write all the time: their logs, and etcd's own files, whose objects are compared by their revisions.
const strictScript = `
grep -rs . /proc/sys/net | grep -v nf_conntrack_count
ip neigh show | sed -E 's/ (PERMANENT|NOARP|REACHABLE|STALE|NONE|INCOMPLETE|DELAY|PROBE|FAILED)//; s/^/neighbour /'
ps -e -o pid=,ppid=,args= | awk -v self=$$ '$1 != self && $2 != self {$1 = $2 = ""; print "process" $0}'
find /run /tmp /etc/cni /var/lib/cni /dev -xdev \\( -path /run/lab/etcd -o -path /run/lab/log \\) -prune -o \\
	-type p -printf 'pipe %p %m %U:%G\\n' -o -printf 'file %p %y %m %U:%G %s %T@ %l\\n'
find /run /tmp /etc/cni /var/lib/cni -xdev \\( -path /run/lab/etcd -o -path /run/lab/log \\) -prune -o -type f -not -path '/run/netns/*' -exec sha256sum {} +
# Not every CNI has all these directories.
true
`;

const normalize = line =>
	line
		.replace(/^\d+: /, '')
		.replace(/@if\d+/, '@if')
		.replace(/\b(\w+_timer) +[\d.]+/g, '')
		.replace(/\s+/g, ' ')
		.trim();

const linesOf = async (nodes, record) => {
	const perNode = await Promise.all(
		nodes.map(async node => (await record(node)).map(line => `${node.description.name}: ${line}`)),
	);
	return perNode.flat();
};

const recordLines = (nodes, text, options) =>
	linesOf(nodes, async node => [
		...(await node.run(['sh', '-uc', text])).stdout.split('\n').map(normalize),
		...(await node.writtenFiles(options)),
	]);

/** The state of every node as a set of lines: what heals must be as it was. */
export const recordState = async nodes => new Set(await recordLines(nodes, script, {isStrict: false}));

/** Keys and revisions of all that a real API server keeps, but for what it writes by itself. */
const apiLines = async ({server, cluster}) =>
	cluster.apiServer === undefined ? [] : (await server.run([process.execPath, etcdKeys])).stdout.split('\n');

/** What a diagnosis must leave as it is: the state, and every process, sysctl, neighbour, file (hash and time) and API object. */
export const recordEverything = async lab =>
	new Set([
		...(await recordLines(lab.nodes, `${script}${strictScript}`, {isStrict: true})),
		...(await apiLines(lab)),
	]);

/**
 * The neighbour entries of packets that are declared: of nodes, pods, Cilium's health endpoints (asked by their agent), and
 * link-local ones of who asked for them.
 */
const isDeclared = ({cluster}, line) => {
	const [, address] = /: neighbour (\S+)/.exec(line) ?? [];
	return address !== undefined && (address.startsWith('fe80:') || addressesIn(cluster).has(address));
};

const addressesIn = ({nodes, network}) =>
	new Set(
		[network, ...nodes.flatMap(node => [node, ...node.pods])].flatMap(one => [
			one.address,
			one.overlayAddress,
			one.healthAddress,
			one.gateway,
			one.addressV6,
			one.ipv6?.address,
			one.ipv6?.overlayAddress,
			one.ipv6?.gateway,
		]),
	);

/** What differs, beyond what the program declares. */
export const compareEverything = (lab, before, after) =>
	compareStates(before, after).filter(line => !isDeclared(lab, line));

/** Lines that are gone (`-`) or new (`+`). */
export const compareStates = (before, after) => [
	...[...before].filter(line => !after.has(line)).map(line => `- ${line}`),
	...[...after].filter(line => !before.has(line)).map(line => `+ ${line}`),
];
