import {type Evidence, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import type {CiliumAgent} from '../derive/cilium.ts';
import type {Container} from '../parsers/crictl.ts';
import {ciliumHealthPort} from './cilium.health-port.ts';
import {ciliumSocket} from './cilium.socket.ts';
import {ciliumStatusInContainer} from './cilium.status-in-container.ts';
import {crictlContainers} from './crictl.containers.ts';

const isRunningAgent = ({name, state}: Container): boolean => name === 'cilium-agent' && state === 'running';

const isUnrecorded = (evidence: Evidence<unknown>): boolean =>
	!evidence.ok && evidence.reason === 'not-recorded';

export const ciliumAgent = defineProbe({
	id: 'cilium.agent',
	summary: "whether and how Cilium's agent answers: on its socket, on its health port, inside its container",
	wants: {
		socket: ciliumSocket,
		port: ciliumHealthPort,
		container: ciliumStatusInContainer,
		containers: crictlContainers,
	},
	requests: () => [],
	parse: (_replies, _needs, {socket, port, container, containers}): CiliumAgent => {
		const said = socket.ok ? socket.value : undefined;
		if (said?.state === 'answered') {
			return {state: 'answered', status: said.status};
		}
		if (container.ok) {
			return {state: 'answered', status: container.value};
		}
		const health = port.ok ? port.value : undefined;
		if (health !== undefined && health.state !== 'refused') {
			const detail = `HTTP ${health.status} from 127.0.0.1:9879`;
			if (health.status === 200 || health.status === 503) {
				return {state: health.state, detail};
			}
			throw new Unavailable('unparseable', `${detail}: expected 200 or 503, as of the agent`);
		}
		// Another health port can be set: a refusal there tells only together with the socket.
		if (said !== undefined && health !== undefined) {
			return {state: 'refused', detail: `${said.detail}; ${health.detail}`};
		}
		// A bundle that was written by hand: a socket without a listener, or a container that does not run, is enough.
		const runs = !containers.ok || containers.value.some(isRunningAgent);
		if (said !== undefined && isUnrecorded(port) && (said.state === 'refused' || !runs)) {
			return {state: 'refused', detail: said.detail};
		}
		const failures = [socket, port].flatMap(source => (source.ok ? [] : [source]));
		if (failures.length === 2 && failures.every(({reason}) => reason === 'timed-out')) {
			return {state: 'silent', detail: failures.map(({detail}) => detail).join('; ')};
		}
		const {reason = 'dependency', detail = 'nothing answered'} = failures[0] ?? {};
		throw new Unavailable(reason, detail);
	},
});
