import {type Datagram, isOutgoing, type WalkState} from './chain-walk.ts';
import {isDevice, isInRange, isMarked, negatedIf} from './packet-match.ts';

/** Undefined: it asks for something that is not known or not understood. */
export type Test = (packet: Datagram, state: WalkState) => boolean | undefined;

const unknown: Test = () => undefined;
const always: Test = () => true;

const isInPorts = (list: string, port: number): boolean =>
	list.split(',').some(part => {
		const [first = '', last = first] = part.split(':');
		return port >= Number(first || 0) && port <= Number(last || 65_535);
	});

/** A datagram that starts a flow: nothing came before that it could belong to. */
const isInState = (list: string, {isTracked}: WalkState): boolean | undefined =>
	isTracked === undefined ? undefined : list.split(',').includes(isTracked ? 'NEW' : 'UNTRACKED');

/** `value/mask`, in any base. */
export const numbersOf = (text: string): readonly [number, number] => {
	const [value = '', mask = '0xffffffff'] = text.split('/');
	return [Number(value), Number(mask)];
};

/** Options of iptables-extensions(8) with one argument each; every other option leaves the rule undecided. */
const tests: Readonly<Record<string, (value: string) => Test>> = {
	'-p': value => () => ['udp', '17', 'all', '0'].includes(value),
	'-s':
		value =>
		({source}) =>
			isInRange(source, value),
	'-d':
		value =>
		({destination}) =>
			isInRange(destination, value),
	'-i':
		value =>
		// What this node sends came in by no device: only `+` names that.
		packet =>
			isDevice(isOutgoing(packet) ? '' : packet.incoming, value),
	'-o': value => packet => (isOutgoing(packet) ? isDevice(packet.outgoing, value) : undefined),
	'--dport':
		value =>
		({port}) =>
			isInPorts(value, port),
	'--dports':
		value =>
		({port}) =>
			isInPorts(value, port),
	'--ctstate': value => (_, state) => isInState(value, state),
	'--state': value => (_, state) => isInState(value, state),
	'--comment': () => always,
	'--mark':
		value =>
		(_, {mark}) =>
			isMarked(mark, ...numbersOf(value)),
	'--dst-type': value => packet => value.split(',').includes(isOutgoing(packet) ? 'UNICAST' : 'LOCAL'),
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
]);

/** What a rule demands of a packet, from its arguments without the target. */
export const testsOf = (words: readonly string[]): readonly Test[] => {
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
