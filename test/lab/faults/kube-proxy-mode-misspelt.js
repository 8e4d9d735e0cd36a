import {all, crashingContainer, editedFile} from '../injections.js';

export default {
	id: 'kube-proxy-mode-misspelt',
	about: 'kube-proxy is told a mode that it does not know, and ends again and again',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'service/proxy-mode#unknown', subject: 'kube-proxy'},
	...all(
		editedFile('/var/lib/rancher/rke2/agent/pod-manifests/kube-proxy.yaml', text =>
			text.replace('--proxy-mode=iptables', '--proxy-mode=ipvss'),
		),
		crashingContainer('kube-proxy'),
	),
};
