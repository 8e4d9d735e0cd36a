const leases = '/var/lib/cni/networks';

export default {
	id: 'leases-read-only',
	about: 'the directory of leases lies on a mount that is read-only',
	node: 'agent',
	expect: {cause: 'host/file-systems#readOnly', subject: leases},
	inject: ({target}) => target.shell(`mount --bind ${leases} ${leases}; mount -o remount,bind,ro ${leases}`),
	heal: ({target}) => target.shell(`umount ${leases}`),
};
