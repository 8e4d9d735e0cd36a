export default {
	id: 'cilium-bpf-unmounted',
	about: 'the BPF file system is unmounted under a running agent',
	cni: ['cilium'],
	node: 'agent',
	expect: {cause: 'cilium/bpf-mount#missing', subject: '/sys/fs/bpf'},
	inject: ({target}) => target.run(['umount', '/sys/fs/bpf']),
	heal: ({target}) => target.run(['mount', '-t', 'bpf', 'bpf', '/sys/fs/bpf']),
};
