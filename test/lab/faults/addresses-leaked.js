const leases = ({description: {podNetwork}}, count) =>
	Array.from({length: count}, (_, index) => ({
		path: `/var/lib/cni/networks/k8s-pod-network/${podNetwork.replace(/0$/, String(20 + index))}`,
		content: `${String(index).padStart(64, 'b')}\r\neth0`,
	}));

export default {
	id: 'addresses-leaked',
	about: 'half of the pod addresses are held by sandboxes that are long gone',
	node: 'agent',
	expect: {cause: 'cni/pod-addresses#leaked'},
	inject: async ({target}) => {
		await target.write(leases(target, 130));
		await target.run(['touch', '-d', '3 days ago', ...leases(target, 130).map(({path}) => path)]);
	},
	heal: ({target}) => target.remove(...leases(target, 130).map(({path}) => path)),
};
