const isCoredns = ({containers}) => containers[0].name === 'coredns';

export default {
	id: 'coredns-link-gone',
	about: 'a cleaning job deletes the veth pair of CoreDNS, which runs on',
	cni: ['canal', 'flannel', 'calico'],
	node: 'agent',
	podAge: 60,
	expect: {cause: 'cni/pod-network#addressMissing'},
	breaks: ['dns-local', 'dns-external'],
	inject: ({target}) => target.ipBatch(`link del ${target.description.pods.find(isCoredns).hostInterface}`),
};
