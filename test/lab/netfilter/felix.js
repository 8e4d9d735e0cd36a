import {felixHashOf} from '../identifiers.js';

/** A rule with the comment by which Felix recognises its own. */
const rule = (chain, match, verdict, why) =>
	[
		`-A ${chain}`,
		`-m comment --comment "cali:${felixHashOf(`${chain} ${match} ${verdict} ${why}`)}"`,
		...(why === undefined ? [] : [`-m comment --comment "${why}"`]),
		...(match === '' ? [] : [match]),
		verdict,
	].join(' ');

const established = '-m conntrack --ctstate RELATED,ESTABLISHED';
const invalid = '-m conntrack --ctstate INVALID';
const accepted = '-m mark --mark 0x10000/0x10000';

const chains = names => names.map(name => `:${name} - [0:0]`);

/** The two chains of a pod: no policy selects it, so its namespace's profile accepts. */
const podRules = family => pod => {
	const {hostInterface, namespace} = pod;
	const [to, from] = [`cali-tw-${hostInterface}`, `cali-fw-${hostInterface}`];
	const profile = (chain, direction, name) => [
		rule(chain, '', `-j cali-${direction}-${name}`),
		rule(chain, accepted, '-j RETURN', 'Return if profile accepted'),
	];
	const start = chain => [
		rule(chain, established, '-j ACCEPT'),
		rule(chain, invalid, '-j DROP'),
		rule(chain, '', '-j MARK --set-xmark 0x0/0x30000'),
	];
	return [
		...chains([to, from]),
		...start(to),
		...profile(to, 'pri', `kns.${namespace}`),
		rule(to, '', '-j DROP', 'Drop if no profiles matched'),
		...start(from),
		rule(
			from,
			'-p udp -m multiport --dports 4789',
			'-j DROP',
			'Drop VXLAN encapped packets originating in workloads',
		),
		...(family === 'ipv4'
			? [rule(from, '-p ipencap', '-j DROP', 'Drop IPinIP encapped packets originating in workloads')]
			: []),
		...profile(from, 'pro', `kns.${namespace}`),
		rule(from, '', '-j DROP', 'Drop if no profiles matched'),
	];
};

const profileRules = namespaces =>
	namespaces.flatMap(namespace =>
		['pri', 'pro'].flatMap(direction => {
			const chain = `cali-${direction}-kns.${namespace}`;
			return [
				...chains([chain]),
				rule(
					chain,
					'',
					'-j MARK --set-xmark 0x10000/0x10000',
					`Profile kns.${namespace} ${direction === 'pri' ? 'ingress' : 'egress'}`,
				),
				rule(chain, accepted, '-j RETURN'),
			];
		}),
	);

const dispatch = pods => [
	...pods.flatMap(({hostInterface}) => [
		rule('cali-from-wl-dispatch', `-i ${hostInterface}`, `-g cali-fw-${hostInterface}`),
		rule('cali-to-wl-dispatch', `-o ${hostInterface}`, `-g cali-tw-${hostInterface}`),
	]),
	rule('cali-from-wl-dispatch', '', '-j DROP', 'Unknown interface'),
	rule('cali-to-wl-dispatch', '', '-j DROP', 'Unknown interface'),
];

/** Neighbour discovery and multicast listening, which IPv6 cannot do without. */
const icmpv6Types = [130, 131, 132, 133, 135, 136];

const filter = (pods, family) => [
	...chains([
		'cali-FORWARD',
		'cali-INPUT',
		'cali-OUTPUT',
		'cali-cidr-block',
		'cali-from-hep-forward',
		'cali-from-host-endpoint',
		'cali-from-wl-dispatch',
		'cali-to-hep-forward',
		'cali-to-host-endpoint',
		'cali-to-wl-dispatch',
		'cali-wl-to-host',
	]),
	rule('INPUT', '', '-j cali-INPUT'),
	rule('FORWARD', '', '-j cali-FORWARD'),
	rule('FORWARD', accepted, '-j ACCEPT', 'Policy explicitly accepted packet.'),
	rule('FORWARD', '', '-j MARK --set-xmark 0x10000/0x10000'),
	rule('OUTPUT', '', '-j cali-OUTPUT'),
	rule('cali-FORWARD', '', '-j MARK --set-xmark 0x0/0xe0000'),
	rule('cali-FORWARD', '-m mark --mark 0x0/0x10000', '-j cali-from-hep-forward'),
	rule('cali-FORWARD', '-i cali+', '-j cali-from-wl-dispatch'),
	rule('cali-FORWARD', '-o cali+', '-j cali-to-wl-dispatch'),
	rule('cali-FORWARD', '', '-j cali-to-hep-forward'),
	rule('cali-FORWARD', '', '-j cali-cidr-block'),
	rule('cali-INPUT', '-i cali+', '-g cali-wl-to-host'),
	rule('cali-INPUT', accepted, '-j ACCEPT'),
	rule('cali-INPUT', '', '-j MARK --set-xmark 0x0/0xf0000'),
	rule('cali-INPUT', '', '-j cali-from-host-endpoint'),
	rule('cali-INPUT', accepted, '-j ACCEPT', 'Host endpoint policy accepted packet.'),
	rule('cali-OUTPUT', accepted, '-j ACCEPT'),
	rule('cali-OUTPUT', '-o cali+', '-j RETURN'),
	rule('cali-OUTPUT', '', '-j MARK --set-xmark 0x0/0xf0000'),
	rule('cali-OUTPUT', '-m conntrack ! --ctstate DNAT', '-j cali-to-host-endpoint'),
	rule('cali-OUTPUT', accepted, '-j ACCEPT', 'Host endpoint policy accepted packet.'),
	...(family === 'ipv4'
		? []
		: icmpv6Types.map(type =>
				rule('cali-wl-to-host', `-p ipv6-icmp -m icmp6 --icmpv6-type ${type}`, '-j ACCEPT'),
			)),
	rule('cali-wl-to-host', '', '-j cali-from-wl-dispatch'),
	rule('cali-wl-to-host', '', '-j ACCEPT', 'Configured DefaultEndpointToHostAction'),
	...profileRules([...new Set(pods.map(({namespace}) => namespace))]),
	...pods.flatMap(podRules(family)),
	...dispatch(pods),
];

/** Canal has no pool that Felix would have to masquerade for. Felix matches with ip sets, which the lab does without. */
const nat = pool => [
	...chains([
		'cali-OUTPUT',
		'cali-POSTROUTING',
		'cali-PREROUTING',
		'cali-fip-dnat',
		'cali-fip-snat',
		'cali-nat-outgoing',
	]),
	rule('PREROUTING', '', '-j cali-PREROUTING'),
	rule('OUTPUT', '', '-j cali-OUTPUT'),
	rule('POSTROUTING', '', '-j cali-POSTROUTING'),
	rule('cali-PREROUTING', '', '-j cali-fip-dnat'),
	rule('cali-OUTPUT', '', '-j cali-fip-dnat'),
	rule('cali-POSTROUTING', '', '-j cali-fip-snat'),
	rule('cali-POSTROUTING', '', '-j cali-nat-outgoing'),
	...(pool === undefined
		? []
		: [rule('cali-nat-outgoing', `-s ${pool} ! -d ${pool}`, '-j MASQUERADE --random-fully')]),
];

const raw = [
	...chains([
		'cali-OUTPUT',
		'cali-PREROUTING',
		'cali-from-host-endpoint',
		'cali-rpf-skip',
		'cali-to-host-endpoint',
	]),
	rule('PREROUTING', '', '-j cali-PREROUTING'),
	rule('OUTPUT', '', '-j cali-OUTPUT'),
	rule('cali-PREROUTING', '', '-j MARK --set-xmark 0x0/0xf0000'),
	rule('cali-PREROUTING', '-i cali+', '-j MARK --set-xmark 0x40000/0x40000'),
	rule('cali-PREROUTING', '-m mark --mark 0x40000/0x40000', '-j cali-rpf-skip'),
	rule('cali-PREROUTING', '-m mark --mark 0x40000/0x40000 -m rpfilter --validmark --invert', '-j DROP'),
	rule('cali-PREROUTING', '-m mark --mark 0x0/0x40000', '-j cali-from-host-endpoint'),
	rule('cali-OUTPUT', '', '-j MARK --set-xmark 0x0/0xf0000'),
	rule('cali-OUTPUT', '', '-j cali-to-host-endpoint'),
];

const mangle = [
	...chains(['cali-PREROUTING', 'cali-from-host-endpoint']),
	rule('PREROUTING', '', '-j cali-PREROUTING'),
	rule('cali-PREROUTING', established, '-j ACCEPT'),
	rule('cali-PREROUTING', '', '-j cali-from-host-endpoint'),
];

/** `pool` is the range of an IPPool with natOutgoing. */
export const felixRules = (node, {pool, family = 'ipv4'} = {}) => ({
	filter: filter(
		node.pods.filter(({hostInterface}) => hostInterface !== undefined),
		family,
	),
	nat: nat(pool),
	raw,
	mangle,
});
