import {type Evidence, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {Reply} from '../core/request.ts';
import {
	type BirdDaemon,
	type BirdDaemons,
	birdDaemonOf,
	birdReply,
	birdRequest,
} from '../derive/bird-daemon.ts';
import type {Container} from '../parsers/crictl.ts';
import {birdSocket} from './bird.socket.ts';
import {crictlContainers} from './crictl.containers.ts';

interface Sources {
	readonly socket: Evidence<BirdDaemons>;
	readonly containers: Evidence<readonly Container[]>;
}

/** The container to ask: none where BIRD is reached on the node, be it that it has ended or hangs. */
const askedContainer = ({socket, containers}: Sources): string | undefined =>
	(socket.ok && socket.value.ipv4.state !== 'absent') || !containers.ok
		? undefined
		: containers.value.find(({name, state}) => name === 'calico-node' && state === 'running')?.id;

const families = ['ipv4', 'ipv6'] as const;

/** The last resort, for a BIRD whose socket is not where the node has it. Host does it in no scheduled and no passive run. */
export const birdInContainer = defineProbe({
	id: 'bird.in-container',
	summary: 'whether BIRD answers inside calico-node, where its control socket is not on the node',
	wants: {socket: birdSocket, containers: crictlContainers},
	requests: (_, sources) => {
		const container = askedContainer(sources);
		return container === undefined ? [] : families.map(family => birdRequest(family, 'status', container));
	},
	parse: ([ipv4, ipv6], _, sources): BirdDaemons => {
		const container = askedContainer(sources);
		if (container === undefined) {
			throw new Unavailable('dependency', 'there is no need or no container to ask');
		}
		const daemonOf = (reply: Reply | undefined): BirdDaemon => {
			const daemon = birdDaemonOf(birdReply(reply, container));
			return daemon.state === 'answers' ? {...daemon, container} : daemon;
		};
		return {
			ipv4: daemonOf(ipv4),
			ipv6: ipv6?.status === 'answered' ? daemonOf(ipv6) : {state: 'absent', detail: ipv6?.detail ?? ''},
		};
	},
});
