import {endpointsOf} from '../cluster.js';
import {chainSuffixOf} from '../identifiers.js';

const comment = text => `-m comment --comment "${text}"`;
const isNew = '-m conntrack --ctstate NEW';

const portals = comment('kubernetes service portals');
const external = comment('kubernetes externally-visible service portals');
const balancer = comment('kubernetes load balancer firewall');

const ofFamily = {
	ipv4: ({pods}) => ({key: 'address', pods, length: 32}),
	ipv6: ({ipv6}) => ({key: 'addressV6', pods: ipv6.pods, length: 128}),
};

/** The chains of one port of a service, as kube-proxy's iptables mode writes them. */
const servicePortRules = (cluster, service, port, family) => {
	const {key, pods, length} = ofFamily[family](cluster.network);
	const protocol = port.protocol.toLowerCase();
	const portName = `${service.namespace}/${service.name}:${port.name}`;
	const serviceChain = `KUBE-SVC-${chainSuffixOf(portName + protocol)}`;
	const clusterIp = comment(`${portName} cluster IP`);
	const match = `-d ${service[key]}/${length} -p ${protocol} ${clusterIp} -m ${protocol} --dport ${port.port}`;
	const endpoints = endpointsOf(cluster, service).map(endpoint => {
		const address = endpoint[key];
		const target = `${address.includes(':') ? `[${address}]` : address}:${port.target}`;
		return {address, target, chain: `KUBE-SEP-${chainSuffixOf(portName + protocol + target)}`};
	});
	const jumps = endpoints.map(({target, chain}, index) => {
		const share = (1 / (endpoints.length - index)).toFixed(11);
		const random = index === endpoints.length - 1 ? '' : ` -m statistic --mode random --probability ${share}`;
		return `-A ${serviceChain} ${comment(`${portName} -> ${target}`)}${random} -j ${chain}`;
	});
	return [
		`:${serviceChain} - [0:0]`,
		...endpoints.map(({chain}) => `:${chain} - [0:0]`),
		`-A KUBE-SERVICES ${match} -j ${serviceChain}`,
		`-A ${serviceChain} ! -s ${pods} ${match} -j KUBE-MARK-MASQ`,
		...jumps,
		...endpoints.flatMap(({address, target, chain}) => [
			`-A ${chain} -s ${address}/${length} ${comment(portName)} -j KUBE-MARK-MASQ`,
			`-A ${chain} -p ${protocol} ${comment(portName)} -m ${protocol} -j DNAT --to-destination ${target}`,
		]),
	];
};

const chains = names => names.map(name => `:${name} - [0:0]`);
const canaries = ['KUBE-KUBELET-CANARY', 'KUBE-PROXY-CANARY'];

const nat = (cluster, family) => [
	...chains([...canaries, 'KUBE-MARK-MASQ', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-SERVICES']),
	`-A PREROUTING ${portals} -j KUBE-SERVICES`,
	`-A OUTPUT ${portals} -j KUBE-SERVICES`,
	`-A POSTROUTING ${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`,
	'-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
	'-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
	'-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
	`-A KUBE-POSTROUTING ${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
	...cluster.services
		.filter(service => service[ofFamily[family](cluster.network).key] !== undefined)
		.flatMap(service => service.ports.flatMap(port => servicePortRules(cluster, service, port, family))),
	`-A KUBE-SERVICES ${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
];

/** Only IPv4 has addresses of loopback that packets from elsewhere may be routed to. */
const filter = family => [
	...chains([...canaries, 'KUBE-EXTERNAL-SERVICES', 'KUBE-FIREWALL', 'KUBE-FORWARD', 'KUBE-NODEPORTS']),
	...chains(['KUBE-PROXY-FIREWALL', 'KUBE-SERVICES']),
	`-A INPUT ${isNew} ${balancer} -j KUBE-PROXY-FIREWALL`,
	`-A INPUT ${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`,
	`-A INPUT ${isNew} ${external} -j KUBE-EXTERNAL-SERVICES`,
	'-A INPUT -j KUBE-FIREWALL',
	`-A FORWARD ${isNew} ${balancer} -j KUBE-PROXY-FIREWALL`,
	`-A FORWARD ${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`,
	`-A FORWARD ${isNew} ${portals} -j KUBE-SERVICES`,
	`-A FORWARD ${isNew} ${external} -j KUBE-EXTERNAL-SERVICES`,
	`-A OUTPUT ${isNew} ${balancer} -j KUBE-PROXY-FIREWALL`,
	`-A OUTPUT ${isNew} ${portals} -j KUBE-SERVICES`,
	'-A OUTPUT -j KUBE-FIREWALL',
	...(family === 'ipv4'
		? [
				`-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 ${comment('block incoming localnet connections')} -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
			]
		: []),
	'-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
	`-A KUBE-FORWARD ${comment('kubernetes forwarding rules')} -m mark --mark 0x4000/0x4000 -j ACCEPT`,
	`-A KUBE-FORWARD ${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
];

const mangle = chains([...canaries, 'KUBE-IPTABLES-HINT']);

export const kubeProxyRules = (cluster, family) => ({
	nat: nat(cluster, family),
	filter: filter(family),
	mangle,
});
