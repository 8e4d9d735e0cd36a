/** What may be read in one way: a line of `list --reads`. */
export interface ReadLine {
	readonly tool: string;
	/** Words in capitals are argument classes; `[…]` may be left out, `|` are alternatives, `…` may be repeated. */
	readonly form: string;
	readonly example: string;
	readonly why?: string;
	/** Never done by a scheduled or passive run: it starts a process inside a container. */
	readonly isLastResort?: true;
	/** What it describes: with a host root, the kernel's namespaces must be the node's, and its system bus is out of reach. */
	readonly about?: 'network' | 'processes' | 'system-bus' | 'files';
}

/** No class lets an argument begin with a dash, or hold white space. */
const argumentClasses: Readonly<Record<string, string>> = {
	// The kernel allows more (dev_valid_name), but no CNI and no operator uses it.
	IFACE: '[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,14}',
	ADDRESS: '[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}',
	TABLE: '(?:all|main|local|default|[0-9]{1,10})',
	UNIT: '[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,120}',
	PROPERTIES: '[A-Za-z]+(?:,[A-Za-z]+)*',
	PROCESSES: '[A-Za-z0-9_(][A-Za-z0-9_.:|()-]{0,500}',
	PID: '[1-9][0-9]{0,9}',
	ID: '[0-9a-f]{8,64}',
	NUMBER: '[1-9][0-9]{0,4}',
	NAME: '[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}',
	LABEL: '[A-Za-z0-9_][A-Za-z0-9_./-]*=[A-Za-z0-9_.-]*',
	FIELDS: '[A-Za-z0-9][A-Za-z0-9.,-]*',
	FAMILY: '(?:ip|ip6|inet|arp|bridge|netdev)',
	SOCKET: '/var/run/calico/bird6?\\.ctl',
	SINCE: '-[1-9][0-9]{0,4}(?:s|min|h|d)',
};

const ip = (form: string, example: string): ReadLine => ({tool: 'ip', form, example, about: 'network'});
const crictl = (form: string, example: string): ReadLine => ({tool: 'crictl', form, example, about: 'files'});
const netfilter = (form: string, example: string): ReadLine => ({
	tool: form.split(' ', 1)[0] ?? form,
	form,
	example,
	about: 'network',
	why: 'only where it loads no kernel module',
});
const inContainer = (form: string, example: string): ReadLine => ({
	...crictl(`crictl exec ${form}`, `crictl exec ${example}`),
	isLastResort: true,
	why: 'fixed program, fixed verb; never in a scheduled or passive run',
});

const id = '0dc5a1b2c3d4';

/** Every command that may be run. Whatever is not here is refused. */
export const commandLines: readonly ReadLine[] = [
	ip('ip -j [-4|-6] [-s] [-d] link|addr|neigh show', 'ip -j -d link show'),
	ip('ip -j [-4|-6] [-s] [-d] neigh show dev IFACE', 'ip -j neigh show dev flannel.1'),
	ip('ip -j [-4|-6] [-d] route show [table TABLE]', 'ip -j -6 -d route show table all'),
	ip('ip -j [-4|-6] [-d] rule show', 'ip -j -d rule show'),
	ip('ip -j [-4|-6] route get ADDRESS [from ADDRESS] [oif IFACE]', 'ip -j route get 10.42.1.5'),
	{
		...ip(
			'nsenter --net=/proc/PID/ns/net ip -j [-4|-6] [-d] link|addr|neigh|rule show',
			'nsenter --net=/proc/4711/ns/net ip -j -d addr show',
		),
		tool: 'nsenter',
		why: 'the network namespace of a pod, at most 8 pods',
	},
	{
		...ip(
			'nsenter --net=/proc/PID/ns/net ip -j [-4|-6] [-d] route show [table TABLE]',
			'nsenter --net=/proc/4711/ns/net ip -j -d route show table all',
		),
		tool: 'nsenter',
	},
	{...ip('bridge -j [-s] [-d] fdb show [dev IFACE]', 'bridge -j fdb show dev flannel.1'), tool: 'bridge'},
	{...ip('bridge -j [-d] link|vlan show', 'bridge -j -d link show'), tool: 'bridge'},
	{...ip('ethtool -k|-i|-S|-g|-c|-a IFACE', 'ethtool -k flannel.1'), tool: 'ethtool'},
	{...ip('ethtool IFACE', 'ethtool eth0'), tool: 'ethtool'},
	{
		...netfilter('wg show all|IFACE', 'wg show flannel-wg'),
		why: 'private keys are not printed by this form; only where it loads no kernel module',
	},
	netfilter('iptables --version', 'iptables --version'),
	netfilter('ip6tables --version', 'ip6tables --version'),
	netfilter('iptables-save [-c]', 'iptables-save -c'),
	netfilter('ip6tables-save [-c]', 'ip6tables-save -c'),
	netfilter('iptables-nft-save [-c]', 'iptables-nft-save -c'),
	netfilter('ip6tables-nft-save [-c]', 'ip6tables-nft-save -c'),
	netfilter('iptables-legacy-save [-c]', 'iptables-legacy-save -c'),
	netfilter('ip6tables-legacy-save [-c]', 'ip6tables-legacy-save -c'),
	netfilter('nft -j [-t] list ruleset|tables|chains', 'nft -j list ruleset'),
	netfilter('nft -j [-t] list table FAMILY NAME', 'nft -j list table ip flannel-ipv4'),
	netfilter('nft list table FAMILY NAME', 'nft list table netdev edge'),
	netfilter('nft -j list map FAMILY NAME NAME', 'nft -j list map ip kube-proxy service-ips'),
	netfilter('ipset list -t|-n', 'ipset list -t'),
	netfilter('ipset save NAME', 'ipset save blocked'),
	netfilter('conntrack -C|-S', 'conntrack -S'),
	netfilter('ss -H -lunp|-lntp|-lntup', 'ss -H -lunp'),
	{tool: 'pgrep', form: 'pgrep -a -x PROCESSES', example: 'pgrep -a -x flanneld', about: 'processes'},
	{tool: 'uname', form: 'uname -srm|-r|-m', example: 'uname -srm', about: 'processes'},
	{tool: 'getenforce', form: 'getenforce', example: 'getenforce', about: 'processes'},
	{
		tool: 'systemctl',
		form: 'systemctl show -p PROPERTIES UNIT…',
		example: 'systemctl show -p LoadState,ActiveState rke2-server.service rke2-agent.service',
		about: 'system-bus',
	},
	{
		tool: 'journalctl',
		form: 'journalctl --no-pager [-q] -o short-iso [-b] [--since=SINCE] -u UNIT -n NUMBER',
		example: 'journalctl --no-pager -o short-iso -u rke2-agent -n 500',
		about: 'system-bus',
	},
	{
		tool: 'journalctl',
		form: 'journalctl --no-pager [-q] -o short-iso [-b] -u UNIT -u UNIT -u UNIT -n NUMBER',
		example:
			'journalctl --no-pager -o short-iso -u NetworkManager.service -u systemd-networkd.service -u dhcpcd.service -n 500',
		about: 'system-bus',
	},
	{
		tool: 'journalctl',
		form: 'journalctl --no-pager [-q] -o short-iso [-b] [--since=SINCE] -k -n NUMBER',
		example: 'journalctl --no-pager -o short-iso -k -n 500',
		about: 'system-bus',
	},
	{
		tool: 'nmcli',
		form: 'nmcli -t -f FIELDS general|device|connection',
		example: 'nmcli -t -f DEVICE,STATE,TYPE device',
		about: 'system-bus',
	},
	{tool: 'firewall-cmd', form: 'firewall-cmd --state', example: 'firewall-cmd --state', about: 'system-bus'},
	{tool: 'rke2', form: 'rke2 --version', example: 'rke2 --version', about: 'files'},
	crictl('crictl pods [--namespace NAME] [--label LABEL] -o json', 'crictl pods -o json'),
	crictl('crictl ps [-a] [--label LABEL] -o json', 'crictl ps -a -o json'),
	crictl('crictl inspect|inspectp [-o json] ID', `crictl inspectp ${id}`),
	crictl('crictl info [-o json]', 'crictl info -o json'),
	crictl('crictl version', 'crictl version'),
	crictl('crictl logs --tail NUMBER ID', `crictl logs --tail 200 ${id}`),
	inContainer('ID cilium-dbg|cilium status -o json', `${id} cilium-dbg status -o json`),
	inContainer('ID cilium-health status -o json', `${id} cilium-health status -o json`),
	inContainer(
		'ID birdcl -v -r -s SOCKET show status',
		`${id} birdcl -v -r -s /var/run/calico/bird.ctl show status`,
	),
	inContainer(
		'ID birdcl -v -r -s SOCKET show protocols all',
		`${id} birdcl -v -r -s /var/run/calico/bird.ctl show protocols all`,
	),
	inContainer(
		'ID birdcl -v -r -s SOCKET show route primary|export [NAME]',
		`${id} birdcl -v -r -s /var/run/calico/bird6.ctl show route export kernel1`,
	),
	inContainer('ID calico-node -felix-ready|-bird-ready|-show-status', `${id} calico-node -felix-ready`),
];

export interface Production {
	readonly line: ReadLine;
	readonly matches: (argv: readonly string[]) => boolean;
}

interface Word {
	readonly pattern: RegExp;
	readonly isRepeatable: boolean;
}
interface Part {
	readonly words: readonly Word[];
	readonly isOptional: boolean;
}

export const productions = (lines: readonly ReadLine[]): readonly Production[] =>
	lines.map(line => {
		const parts = (line.form.match(/\[[^\]]*\]|\S+/g) ?? []).map(partOf);
		return {line, matches: argv => fits(argv, parts)};
	});

const partOf = (text: string): Part => {
	const isOptional = text.startsWith('[');
	const words = (isOptional ? text.slice(1, -1) : text).split(' ').map(wordOf);
	return {words, isOptional};
};

const wordOf = (text: string): Word => {
	const isRepeatable = text.endsWith('…');
	const alternatives = (isRepeatable ? text.slice(0, -1) : text).split('|').map(alternative =>
		alternative
			.split(/([A-Z]{2,})/)
			.map(piece => argumentClasses[piece] ?? piece.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
			.join(''),
	);
	return {pattern: new RegExp(`^(?:${alternatives.join('|')})$`), isRepeatable};
};

const fits = (argv: readonly string[], [part, ...rest]: readonly Part[]): boolean => {
	if (part === undefined) {
		return argv.length === 0;
	}
	const lengths = part.words.some(word => word.isRepeatable)
		? argv.map((_, index) => index + 1)
		: [part.words.length];
	const used = lengths.some(
		length => fitsWords(argv.slice(0, length), part.words) && fits(argv.slice(length), rest),
	);
	return used || (part.isOptional && fits(argv, rest));
};

const fitsWords = (argv: readonly string[], words: readonly Word[]): boolean =>
	argv.length >= words.length &&
	argv.every((argument, index) => words[Math.min(index, words.length - 1)]?.pattern.test(argument) === true);
