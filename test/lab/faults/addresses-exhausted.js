const leases = ({description: {podNetwork, pods}}) =>
	Array.from({length: 253}, (_, index) => podNetwork.replace(/0$/, String(2 + index)))
		.filter(address => pods.every(pod => pod.address !== address))
		.map((address, index) => ({
			path: `/var/lib/cni/networks/k8s-pod-network/${address}`,
			content: `${String(index).padStart(64, 'c')}\r\neth0`,
		}));

export default {
	id: 'addresses-exhausted',
	about: 'every pod address is held, nearly all by sandboxes that are long gone',
	node: 'agent',
	expect: {cause: 'cni/pod-addresses#exhausted'},
	breaks: ['new-pod'],
	inject: async ({target}) => {
		await target.write(leases(target));
		await target.run(['touch', '-d', '3 days ago', ...leases(target).map(({path}) => path)]);
	},
	heal: ({target}) => target.remove(...leases(target).map(({path}) => path)),
};
