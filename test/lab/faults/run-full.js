export default {
	id: 'run-full',
	about: 'somebody has filled a file system below /run, where Calico keeps sockets and flannel its file',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/file-systems#full', subject: '/run/calico'},
	inject: ({target}) =>
		target.shell(
			'mkdir -p /run/calico; mount -t tmpfs -o size=64k tmpfs /run/calico; head -c 1000000 /dev/zero >/run/lab/zeros; cp /run/lab/zeros /run/calico/fill || true',
		),
	heal: ({target}) => target.shell('umount /run/calico; rm /run/lab/zeros'),
};
