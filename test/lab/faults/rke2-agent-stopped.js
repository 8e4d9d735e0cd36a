import {all, editedFile, stoppedDaemon} from '../injections.js';

export default {
	id: 'rke2-agent-stopped',
	about: 'rke2-agent was stopped, and with it the way to the API server',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'rke2/service-stopped#stopped'},
	breaks: ['api'],
	...all(
		editedFile('/run/lab/units.json', text =>
			JSON.stringify({
				...JSON.parse(text),
				'rke2-agent.service': {
					...JSON.parse(text)['rke2-agent.service'],
					ActiveState: 'inactive',
					SubState: 'dead',
					MainPID: '0',
				},
			}),
		),
		stoppedDaemon('rke2'),
	),
};
