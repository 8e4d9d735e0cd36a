import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {ciliumAgent} from './cilium.agent.ts';

export const ciliumStatus = defineProbe({
	id: 'cilium.status',
	summary: "the state of every part of Cilium's agent, in its own words",
	needs: {agent: ciliumAgent},
	requests: () => [],
	parse: (_, {agent}) => {
		if (agent.state !== 'answered') {
			throw new Unavailable('dependency', `the agent gives no details: ${agent.detail}`);
		}
		return agent.status;
	},
});
