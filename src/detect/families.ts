import type {Fact, IpFamily, Role} from '../core/environment.ts';
import {familyOf} from '../derive/cidr.ts';
import {listSetting} from '../derive/config-merge.ts';
import type {DataPathEvidence} from './evidence.ts';

/** The first one is that of the addresses that Pods and Services have by default. */
const familiesIn = (cidrs: readonly string[]): readonly IpFamily[] => [
	...new Set(cidrs.map(cidr => familyOf(cidr))),
];

interface Ranges {
	readonly source: string;
	readonly cidrs: readonly string[];
}

/** From the pod CIDRs that this node was given, that kube-proxy or the charts were told, or that a server is configured with. */
export const detectFamilies = (
	role: Role | undefined,
	{node, kubeProxy, helm, configuration}: DataPathEvidence,
): Fact<readonly IpFamily[]> => {
	const ofCharts = helm.ok
		? helm.value.charts.find(({set}) => (set['global.clusterCIDR'] ?? '') !== '')?.set['global.clusterCIDR']
		: undefined;
	const sources: readonly Ranges[] = [
		{source: 'own Node spec.podCIDRs', cidrs: node.ok ? node.value.podCidrs : []},
		{
			source: 'kube-proxy --cluster-cidr',
			cidrs: kubeProxy.ok ? (kubeProxy.value?.get('cluster-cidr')?.split(',') ?? []) : [],
		},
		{source: 'HelmChart global.clusterCIDR', cidrs: ofCharts?.split(',') ?? []},
		{
			source: 'configuration cluster-cidr',
			cidrs:
				role === 'server' && configuration.ok
					? listSetting(configuration.value.settings, 'cluster-cidr').flatMap(cidr => cidr.split(','))
					: [],
		},
	];
	const told = sources.filter(({cidrs}) => cidrs.length > 0);
	const [first] = told;
	if (first === undefined) {
		return {signals: [], undecided: 'no pod CIDR could be read'};
	}
	const value = familiesIn(first.cidrs);
	const agrees = ({cidrs}: Ranges): boolean => familiesIn(cidrs).join() === value.join();
	const signalOf = ({source, cidrs}: Ranges) => ({source, says: cidrs.join(',')});
	const conflicts = told.filter(ranges => !agrees(ranges)).map(signalOf);
	return {
		value,
		signals: told.filter(agrees).map(signalOf),
		...(conflicts.length > 0 && {conflicts}),
	};
};
