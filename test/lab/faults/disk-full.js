export default {
	id: 'disk-full',
	about: 'the file system that holds the addresses of pods is full',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/file-systems#full', subject: '/var/lib/cni'},
	inject: ({target}) =>
		target.shell(
			'cp -a /var/lib/cni /run/lab/cni; mount -t tmpfs -o size=256k tmpfs /var/lib/cni; cp -a /run/lab/cni/. /var/lib/cni/; head -c 1000000 /dev/zero >/run/lab/zeros; cp /run/lab/zeros /var/lib/cni/fill || true',
		),
	heal: ({target}) => target.shell('umount /var/lib/cni; rm -r /run/lab/cni /run/lab/zeros'),
};
