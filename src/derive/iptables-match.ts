import type {WalkState} from './chain-walk.ts';
import type {Packet} from './packet.ts';
import {
	anyOf,
	isDevice,
	isFromPort,
	isMarked,
	isOfLength,
	isToThisNode,
	negatedIf,
	rangeTest,
} from './packet-match.ts';
import type {KnownSets} from './packet-sets.ts';

/** Undefined: it asks for something that is not known or not understood. */
export type Test = (packet: Packet, state: WalkState) => boolean | undefined;

const unknown: Test = () => undefined;
const always: Test = () => true;

const portRanges = (list: string): readonly (readonly [number, number])[] =>
	list.split(',').map(part => {
		const [first = '', last = first] = part.split(':');
		return [Number(first || 0), Number(last || 65_535)] as const;
	});

const isInPorts = (list: string, port: number): boolean =>
	portRanges(list).some(([first, last]) => port >= first && port <= last);

const isFromPorts = (list: string): boolean | undefined =>
	anyOf(portRanges(list).map(range => isFromPort(...range)));

/** Nothing came before the first packet of a flow that it could belong to. */
const isInState = (
	list: string,
	{isTranslated, isReply = false}: Packet,
	{isTracked, isBeforeTracking = false}: WalkState,
): boolean | undefined => {
	const states = list.split(',');
	return isTracked === undefined || (isTracked && isBeforeTracking)
		? undefined
		: states.includes(isTracked ? (isReply ? 'ESTABLISHED' : 'NEW') : 'UNTRACKED') ||
				(isTranslated === true && states.includes('DNAT'));
};

const protocolNames = {
	tcp: ['tcp', '6', 'all', '0'],
	udp: ['udp', '17', 'all', '0'],
	ipencap: ['ipencap', 'ipv4', '4', 'all', '0'],
} as const;

/** Whether the name or number after `-p` is that of a packet's protocol. */
export const isProtocol = (value: string, {protocol}: Packet): boolean =>
	protocolNames[protocol].some(name => name === value);

/** `value/mask`, in any base. */
export const numbersOf = (text: string): readonly [number, number] => {
	const [value = '', mask = '0xffffffff'] = text.split('/');
	return [Number(value), Number(mask)];
};

/** Options of iptables-extensions(8) with one argument each; every other option leaves the rule undecided. */
const tests: Readonly<Record<string, (value: string) => Test>> = {
	'-p': value => packet => isProtocol(value, packet),
	'-s': value => {
		const isIn = rangeTest(value);
		return ({source}) => isIn(source);
	},
	'-d': value => {
		const isIn = rangeTest(value);
		return ({destination}) => isIn(destination);
	},
	'-i':
		value =>
		// What this node sends came in by no device: only `+` names that.
		packet =>
			isDevice(packet.way === 'out' ? '' : packet.incoming, value),
	'-o': value => packet => (packet.way === 'in' ? undefined : isDevice(packet.outgoing, value)),
	'--dport':
		value =>
		({port}) =>
			isInPorts(value, port),
	'--dports':
		value =>
		({port}) =>
			isInPorts(value, port),
	'--sport': value => () => isFromPorts(value),
	'--sports': value => () => isFromPorts(value),
	'--ports':
		value =>
		({port}) =>
			anyOf([isInPorts(value, port), isFromPorts(value)]),
	'--ctstate': value => (packet, state) => isInState(value, packet, state),
	'--state': value => (packet, state) => isInState(value, packet, state),
	'--comment': () => always,
	'--mark':
		value =>
		(_, {mark, clearedBits}) =>
			isMarked(mark, ...numbersOf(value), clearedBits),
	'--dst-type': value => packet => value.split(',').includes(isToThisNode(packet) ? 'LOCAL' : 'UNICAST'),
	'--length': value => packet => anyOf(portRanges(value).map(range => isOfLength(packet, ...range))),
	'--pkt-type': value => () => value === 'unicast',
};

/** Modules that add no condition of their own. */
const plainModules = new Set([
	'udp',
	'tcp',
	'multiport',
	'conntrack',
	'state',
	'comment',
	'mark',
	'addrtype',
	'pkttype',
	'length',
	'rpfilter',
	'set',
]);

/** Options without an argument. That a packet came by the right way is judged by routes, not here. */
const flags: Readonly<Record<string, Test>> = {
	'--invert': () => false,
	'--loose': always,
	'--validmark': always,
	'--accept-local': always,
};

/**
 * Sets of Felix and Cilium by their names: peers of the tunnel, which Felix adds while it writes the FDB or routes, pools that are
 * masqueraded (whether they should be is another question), all pools, all nodes. Of a set that could not be read nothing more is known.
 * https://github.com/projectcalico/calico/blob/master/felix/rules/rule_defs.go
 */
const isInSet = (
	name: string,
	flags: string,
	{protocol, isOfPeer, leavesCluster}: Packet,
): boolean | undefined => {
	const [, set = ''] =
		/^cali[46]0(all-vxlan-net|masq-ipam-pools|all-ipam-pools|all-hosts-net)$/.exec(name) ?? [];
	const ofPeers = protocol === 'ipencap' ? 'all-hosts-net' : 'all-vxlan-net';
	if (isOfPeer === true && set === ofPeers && flags === 'src') {
		return true;
	}
	if (leavesCluster !== true) {
		return undefined;
	}
	if (flags === 'src') {
		return set === 'masq-ipam-pools' ? true : undefined;
	}
	const isOfCluster = set.startsWith('all-') || /^cilium_node_set_v[46]$/.test(name);
	return flags === 'dst' && isOfCluster ? false : undefined;
};

/** What a rule demands of a packet, from its arguments without the target. */
export const testsOf = (words: readonly string[], sets?: KnownSets): readonly Test[] => {
	const found: Test[] = [];
	let isNegated = false;
	for (let index = 0; index < words.length; index += 1) {
		const word = words[index] ?? '';
		const value = words[index + 1] ?? '';
		if (word === '!') {
			isNegated = true;
			continue;
		}
		if (word === '-m') {
			found.push(plainModules.has(value) ? always : unknown);
			index += 1;
			continue;
		}
		if (word === '--match-set') {
			const negated = isNegated;
			const setFlags = words[index + 2] ?? '';
			const known = sets?.get(value);
			found.push(packet =>
				negatedIf(
					negated,
					known === undefined ? isInSet(value, setFlags, packet) : known(packet, setFlags.split(',')),
				),
			);
			index += 2;
			isNegated = false;
			continue;
		}
		const flag = Object.hasOwn(flags, word) ? flags[word] : undefined;
		if (flag !== undefined) {
			found.push(flag);
			continue;
		}
		const test = Object.hasOwn(tests, word) ? tests[word]?.(value) : undefined;
		if (test === undefined) {
			found.push(unknown);
			index += value.startsWith('-') || value === '!' ? 0 : 1;
		} else {
			const negated = isNegated;
			found.push((packet, state) => negatedIf(negated, test(packet, state)));
			index += 1;
		}
		isNegated = false;
	}
	return found;
};
