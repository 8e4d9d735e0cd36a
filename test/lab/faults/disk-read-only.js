export default {
	id: 'disk-read-only',
	about: 'the kernel has made the disk with the addresses of pods read-only',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'host/file-systems#readOnly', subject: '/var/lib/cni'},
	inject: ({target}) =>
		target.shell('mount --bind /var/lib/cni /var/lib/cni; mount -o remount,bind,ro /var/lib/cni'),
	heal: ({target}) => target.run(['umount', '/var/lib/cni']),
};
