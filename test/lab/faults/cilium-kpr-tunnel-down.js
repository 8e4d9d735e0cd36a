import ciliumVxlanDown from './cilium-vxlan-down.js';

export default {
	...ciliumVxlanDown,
	id: 'cilium-kpr-tunnel-down',
	about: "Cilium's tunnel device is set down where Cilium replaces kube-proxy",
	cni: ['cilium-kpr'],
	records: ['cilium-kpr-agent-sick'],
};
