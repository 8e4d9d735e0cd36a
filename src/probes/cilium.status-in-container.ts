import {type Evidence, textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command} from '../core/request.ts';
import {parseCiliumStatus} from '../parsers/cilium-status.ts';
import type {Container} from '../parsers/crictl.ts';
import type {HealthAnswer} from '../parsers/health-answer.ts';
import {ciliumHealthPort} from './cilium.health-port.ts';
import {type CiliumSocket, ciliumSocket} from './cilium.socket.ts';
import {crictlContainers} from './crictl.containers.ts';

interface Sources {
	readonly socket: Evidence<CiliumSocket>;
	readonly port: Evidence<HealthAnswer>;
	readonly containers: Evidence<readonly Container[]>;
}

/** The container to ask: none where the agent has answered already, or where it listens neither here nor there. */
const askedContainer = ({socket, port, containers}: Sources): string | undefined => {
	const listensNowhere =
		socket.ok && socket.value.state !== 'answered' && port.ok && port.value.state === 'refused';
	const hasAnswered = socket.ok && socket.value.state === 'answered';
	return listensNowhere || hasAnswered || !containers.ok
		? undefined
		: containers.value.find(({name, state}) => name === 'cilium-agent' && state === 'running')?.id;
};

/** The last resort, for an agent that lives but does not answer on the node. Host does it in no scheduled or passive run. */
export const ciliumStatusInContainer = defineProbe({
	id: 'cilium.status-in-container',
	summary: "what Cilium's agent says inside its container, where neither its socket nor its port told",
	wants: {socket: ciliumSocket, port: ciliumHealthPort, containers: crictlContainers},
	requests: (_, sources) => {
		const id = askedContainer(sources);
		return id === undefined ? [] : [command('crictl', 'exec', id, 'cilium-dbg', 'status', '-o', 'json')];
	},
	parse: ([reply]) => {
		if (reply === undefined) {
			throw new Unavailable('dependency', 'there is no need or no container to ask');
		}
		return parseCiliumStatus(textOf(reply));
	},
});
