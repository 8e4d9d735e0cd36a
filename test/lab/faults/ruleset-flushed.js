import {restoreNetfilter} from '../netfilter/rules.js';

export default {
	id: 'ruleset-flushed',
	about: 'nftables.service was started: it throws away every rule there is',
	cni: ['canal', 'flannel', 'calico'],
	node: 'agent',
	expect: {cause: 'service/rules-missing#noChains'},
	breaks: ['api-service', 'dns-external'],
	inject: ({target}) => target.run(['nft', 'flush', 'ruleset']),
	heal: ({target, cluster}) => restoreNetfilter(target, cluster),
};
