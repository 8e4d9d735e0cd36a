export default {
	id: 'plugin-not-executable',
	about: 'the plugin host-local cannot be executed',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/plugin-missing#notExecutable'},
	breaks: ['new-pod'],
	inject: ({target}) => target.run(['chmod', '0644', '/opt/cni/bin/host-local']),
	heal: ({target}) => target.run(['chmod', '0755', '/opt/cni/bin/host-local']),
};
