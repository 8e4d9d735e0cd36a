const list = '/run/lab/cri.json';
const keep = '/run/lab/cri-before.json';

/** The agent's container as containerd shows it when it has crashed for the ninth time. */
const crashed = text => {
	const {containers, ...rest} = JSON.parse(text);
	const at = seconds => new Date(Date.now() - seconds * 1000).toISOString();
	return JSON.stringify({
		...rest,
		containers: containers.map(container =>
			container.name === 'cilium-agent'
				? {
						...container,
						attempt: 9,
						state: 'CONTAINER_EXITED',
						startedAt: at(70),
						finishedAt: at(30),
						exitCode: 1,
						reason: 'Error',
						pid: 0,
					}
				: container,
		),
	});
};

export default {
	id: 'cilium-agent-dead',
	about: "Cilium's agent has died: its sockets stay behind, and nobody listens",
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'cilium/container#crashing', subject: 'cilium/cilium-agent'},
	inject: async ({target, stopDaemon}) => {
		await stopDaemon(target, 'cilium-agent');
		await target.run(['cp', list, keep]);
		await target.write([{path: list, content: crashed(await target.read(list))}]);
	},
	heal: async ({target, startDaemon}) => {
		await target.run(['mv', keep, list]);
		await startDaemon(target, 'cilium-agent');
	},
};
