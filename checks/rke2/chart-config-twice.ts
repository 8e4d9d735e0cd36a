import {defineCheck, listNames} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/chart-config-twice',
	title: 'Manifests do not write different values into one HelmChartConfig',
	rationale:
		'There is one HelmChartConfig for each chart. When two manifests of a server write different values into it, each overwrites the other: the one that RKE2 applied last counts, which changes with restarts and with every edit, and the chart is installed anew each time.',
	when: {role: ['server']},
	needs: {manifests: 'rke2.manifests'},
	messages: {
		twice: {
			severity: 'warning',
			text: 'The HelmChartConfig {name} is written differently by {paths}: the one that was applied last counts',
			guide: {
				steps: [
					{text: 'kubectl -n {namespace} get helmchartconfig {name} -o yaml: which of them is in effect'},
					{
						text: 'Put all values into one of the files, and remove the object from the other',
						changes: 'cluster',
					},
					{text: 'Look on the other servers too: each applies its own manifests'},
				],
				links: ['rke2/helmchartconfig'],
			},
		},
	},
	*run({manifests}, {finding}) {
		const written = manifests.flatMap(({path, configs}) =>
			configs.ok
				? configs.value
						.filter(({refusal, name}) => refusal === undefined && name !== undefined)
						.map(({name = '', namespace = 'default', spec}) => ({path, name, namespace, spec}))
				: [],
		);
		for (const key of new Set(written.map(({name, namespace}) => `${namespace}/${name}`))) {
			const same = written.filter(({name, namespace}) => `${namespace}/${name}` === key);
			const paths = [...new Set(same.map(({path}) => path))];
			const [first] = same;
			// A copy writes what is there already.
			if (first === undefined || paths.length < 2 || same.every(({spec}) => spec === first.spec)) {
				continue;
			}
			const {name, namespace} = first;
			yield finding(
				'twice',
				{name, namespace, paths: listNames(paths)},
				{kind: 'HelmChartConfig', namespace, name},
				{
					evidence: [
						{from: 'manifests', of: first.path, excerpt: `kind: HelmChartConfig, name: ${name}`},
						{from: 'manifests', of: paths[1] ?? '', excerpt: `kind: HelmChartConfig, name: ${name}`},
					],
				},
			);
		}
	},
});
