import {stringify} from 'yaml';
import {metadata} from '../../api/metadata.js';
import calico from '../calico/index.js';

/** What an operator writes to have BGP and no encapsulation: https://docs.rke2.io/networking/windows_bgp */
const chartValues = stringify({
	installation: {backend: 'None', calicoNetwork: {bgp: 'Enabled'}},
});

const withBgp = network => ({
	...network,
	bgp: 'Enabled',
	...(network.ipPools !== undefined && {
		ipPools: network.ipPools.map(pool => ({...pool, encapsulation: 'None'})),
	}),
});

/** Those of rke2-calico, told to speak BGP. */
export const apiObjects = cluster => {
	const objects = calico.objects(cluster);
	return {
		...objects,
		helmchartconfigs: [
			{
				metadata: metadata(cluster, 'rke2-calico', {namespace: 'kube-system'}),
				spec: {valuesContent: chartValues},
			},
		],
		installations: objects.installations.map(({spec, status, ...rest}) => ({
			...rest,
			spec: {...spec, calicoNetwork: withBgp(spec.calicoNetwork)},
			status: {
				...status,
				computed: {...status.computed, calicoNetwork: withBgp(status.computed.calicoNetwork)},
			},
		})),
		ippools: objects.ippools.map(({spec, ...rest}) => ({...rest, spec: {...spec, vxlanMode: 'Never'}})),
	};
};
