export default {
	id: 'plugins-without-execute-bits',
	about: 'a backup has brought the plugins back without execute bits',
	cni: ['calico', 'cilium'],
	node: 'agent',
	expect: {cause: 'cni/plugin-missing#notExecutable'},
	inject: ({target}) => target.shell('chmod a-x /opt/cni/bin/*'),
	heal: ({target}) => target.shell('chmod 0755 /opt/cni/bin/*'),
};
