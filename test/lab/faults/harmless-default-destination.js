export default {
	id: 'harmless-default-destination',
	about: 'the tunnel has a default destination that is gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: 'nothing',
	inject: ({target, cluster: {network}}) =>
		target.run([
			'bridge',
			'fdb',
			'append',
			'00:00:00:00:00:00',
			'dev',
			network.overlayDevice,
			'dst',
			'10.0.0.99',
			'self',
			'permanent',
		]),
	heal: ({target, cluster: {network}}) =>
		target.run([
			'bridge',
			'fdb',
			'del',
			'00:00:00:00:00:00',
			'dev',
			network.overlayDevice,
			'dst',
			'10.0.0.99',
			'self',
		]),
};
