export default {
	id: 'plugins-noexec',
	about: 'a hardening script has mounted /opt/cni/bin noexec',
	node: 'agent',
	expect: {cause: 'host/file-systems#noExec', subject: '/opt/cni/bin'},
	breaks: ['new-pod'],
	inject: ({target}) =>
		target.shell('mount --bind /opt/cni/bin /opt/cni/bin; mount -o remount,bind,noexec /opt/cni/bin'),
	heal: ({target}) => target.shell('umount /opt/cni/bin'),
};
