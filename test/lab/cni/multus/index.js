import {sleeper} from '../../daemons.js';
import {multusLayer} from './layer.js';

const capabilitiesOf = ({plugins}) => Object.assign({}, ...plugins.map(({capabilities}) => capabilities));

/** The plugin does everything itself, with a copy of the primary network's configuration. */
const configurationOf = main => ({
	cniVersion: main.config.cniVersion,
	name: 'multus-cni-network',
	type: 'multus',
	capabilities: capabilitiesOf(main.config),
	cniConf: '/host/etc/cni/multus/net.d',
	kubeconfig: '/etc/cni/net.d/multus.d/multus.kubeconfig',
	delegates: [main.config],
});

const log = [
	'kubeconfig is created in /host/etc/cni/net.d/multus.d/multus.kubeconfig',
	'kubeconfig file is created.',
	'master capabilities is get from conflist',
	'multus config file is created.',
	'Entering watch loop...',
];

/** Thin Multus, as `cni: [multus, …]` deploys it. */
export default {
	...multusLayer({
		plugin: 'multus',
		image: 'multusImage',
		container: 'kube-rke2-multus',
		initContainers: [['cni-plugins', 'cniPluginsImage']],
		configurationOf,
		log,
	}),
	title: 'thin Multus',
	daemons: () => [sleeper('thin_entrypoint', {container: 'kube-rke2-multus'})],
};
