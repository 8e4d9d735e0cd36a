const path = '/run/lab/cilium/status.json';
const keep = '/run/lab/cilium/status-before.json';

const failing = text => {
	const status = JSON.parse(text);
	return JSON.stringify({
		...status,
		controllers: status.controllers.map(controller =>
			controller.name === 'sync-lb-maps-with-k8s-services'
				? {
						...controller,
						status: {
							'consecutive-failure-count': 41,
							'failure-count': 41,
							'last-failure-msg': 'unable to update element: argument list too long',
							'last-failure-timestamp': new Date(Date.now() - 20_000).toISOString(),
							'last-success-timestamp': new Date(Date.now() - 3_600_000).toISOString(),
						},
					}
				: controller,
		),
	});
};

export default {
	id: 'cilium-controllers-failing',
	about: 'a controller of the agent fails again and again',
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'cilium/controllers#failing', subject: 'cilium/cilium-agent'},
	inject: async ({target}) => {
		await target.run(['cp', path, keep]);
		await target.write([{path, content: failing(await target.read(path))}]);
	},
	heal: ({target}) => target.run(['mv', keep, path]),
};
