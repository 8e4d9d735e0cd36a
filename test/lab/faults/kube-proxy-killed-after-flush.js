import {stoppedDaemon} from '../injections.js';

const withoutRules =
	'iptables-nft-save | grep -v KUBE- >/run/lab/rules; iptables-nft-restore </run/lab/rules';

export default {
	id: 'kube-proxy-killed-after-flush',
	about: 'the process of kube-proxy is gone, and so are its rules, as after kube-proxy --cleanup',
	cni: ['flannel', 'calico', 'calico-bgp'],
	node: 'agent',
	needsStandIn: 'kube-proxy',
	expect: {
		cause: 'service/kube-proxy#stopped',
		subject: 'kube-proxy',
		also: ['service/stale-connection#untranslated'],
	},
	breaks: ['api-service'],
	// The cluster is built anew, with its rules in their order: there is no heal.
	inject: async lab => {
		await stoppedDaemon('kube-proxy').inject(lab);
		await lab.target.shell(withoutRules);
	},
};
