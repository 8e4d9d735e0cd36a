const leases = ({description: {podNetwork}}) =>
	[30, 31, 32].map(host => ({
		path: `/var/lib/cni/networks/k8s-pod-network/${podNetwork.replace(/0$/, String(host))}`,
		content: `${String(host).padStart(64, 'd')}\r\neth0`,
	}));

export default {
	id: 'harmless-few-leaked-addresses',
	about: 'three addresses of long gone sandboxes, of 253',
	node: 'agent',
	expect: 'nothing',
	inject: async ({target}) => {
		await target.write(leases(target));
		await target.run(['touch', '-d', '3 days ago', ...leases(target).map(({path}) => path)]);
	},
	heal: ({target}) => target.remove(...leases(target).map(({path}) => path)),
};
