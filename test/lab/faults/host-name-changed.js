export default {
	id: 'host-name-changed',
	about: 'the host was renamed after it joined',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/hostname#changed'},
	inject: ({target}) => target.run(['hostname', 'web-frontend']),
	heal: ({target}) => target.run(['hostname', target.description.name]),
};
