import type {FdbEntry} from '../parsers/bridge-fdb.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {Nexthop, Route} from '../parsers/ip-route.ts';
import type {PortRange, RoutingRule} from '../parsers/ip-rule.ts';

const words = (...parts: readonly (string | false | undefined)[]): string =>
	parts.filter(part => part !== undefined && part !== false && part !== '').join(' ');

/** One line, as `ip link` prints it for people. */
export const linkLine = ({name, flags, mtu, master, operstate, mac}: Link): string =>
	words(
		`${name}: <${flags.join(',')}> mtu ${mtu}`,
		master !== undefined && `master ${master}`,
		`state ${operstate}`,
		mac !== undefined && `link/ether ${mac}`,
	);

/** The tunnel's parameters, as `ip -d link` prints them; only the name for a device that is no VXLAN. */
export const vxlanLine = ({name, vxlan}: Link): string =>
	vxlan === undefined
		? name
		: words(
				`${name}: vxlan`,
				vxlan.isExternal && 'external',
				vxlan.vni !== undefined && `id ${vxlan.vni}`,
				vxlan.local !== undefined && `local ${vxlan.local}`,
				vxlan.lower !== undefined && `dev ${vxlan.lower}`,
				vxlan.port !== undefined && `dstport ${vxlan.port}`,
				vxlan.learning === false && 'nolearning',
			);

export const addressLine = ({link, family, address, prefixLength, scope}: InterfaceAddress): string =>
	`${link} ${family === 'ipv4' ? 'inet' : 'inet6'} ${address}/${prefixLength} scope ${scope}`;

const nexthopWords = ({gateway, dev}: Nexthop): string =>
	words(gateway !== undefined && `via ${gateway}`, dev !== undefined && `dev ${dev}`);

/** As `ip route` prints it, except that a default route keeps its range. */
export const routeLine = (route: Route): string =>
	words(
		route.type !== 'unicast' && route.type,
		route.destination,
		nexthopWords(route),
		...route.nexthops.map(nexthop => `nexthop ${nexthopWords(nexthop)}`),
		route.source !== undefined && `src ${route.source}`,
		route.metric !== undefined && `metric ${route.metric}`,
		route.mtu !== undefined && `mtu ${route.mtu}`,
		...route.flags,
	);

export const fdbLine = ({mac, link, destination, flags, state}: FdbEntry): string =>
	words(mac, `dev ${link}`, destination !== undefined && `dst ${destination}`, ...flags, state);

const portsText = ({first, last}: PortRange): string => (first === last ? `${first}` : `${first}-${last}`);

const hex = (value: number): string => `0x${value.toString(16)}`;

/** What selects and what happens, as `ip rule` prints it, without the priority. */
export const ruleLine = (rule: RoutingRule): string =>
	words(
		rule.isInverted && 'not',
		`from ${rule.from?.replace(/\/(?:32|128)$/, '') ?? 'all'}`,
		rule.to !== undefined && `to ${rule.to.replace(/\/(?:32|128)$/, '')}`,
		rule.mark !== undefined &&
			`fwmark ${[rule.mark, ...(rule.mask === undefined ? [] : [rule.mask])].map(hex).join('/')}`,
		rule.incoming !== undefined && `iif ${rule.incoming}`,
		rule.outgoing !== undefined && `oif ${rule.outgoing}`,
		rule.ipProtocol !== undefined && `ipproto ${rule.ipProtocol}`,
		rule.sourcePorts !== undefined && `sport ${portsText(rule.sourcePorts)}`,
		rule.destinationPorts !== undefined && `dport ${portsText(rule.destinationPorts)}`,
		rule.table !== undefined && `lookup ${rule.table}`,
		rule.goto === undefined ? rule.action : `goto ${rule.goto}`,
	);
