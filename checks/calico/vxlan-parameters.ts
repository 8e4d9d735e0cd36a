import {brokenBy, defineCheck, felixSetting, flannelDevicesOf, vxlanLine} from 'rke2-netdoctor';

/** Of VXLAN in Felix, with its defaults: https://docs.tigera.io/calico/latest/reference/felix/configuration */
const parameters = [
	{name: 'VNI', key: 'vxlanVNI', usual: 4096, field: 'vni'},
	{name: 'UDP port', key: 'vxlanPort', usual: 4789, field: 'port'},
] as const;

export default defineCheck({
	id: 'calico/vxlan-parameters',
	title: 'vxlan.calico has the VNI and the port that Felix is told',
	rationale:
		'VNI and UDP port must be the same on all nodes. Felix makes the device anew within seconds when it is told others; a device that stays as it was belongs to a Felix that does not learn of changes, or somebody else made it.',
	when: {cni: ['calico'], backend: ['vxlan']},
	needs: {links: 'ip.link', configurations: 'calico.felix-configuration', settings: 'felix.settings'},
	messages: {
		differs: {
			severity: 'critical',
			text: '{device} has {parameter} {has}, but Felix is told {wanted} ({source}): nodes that have taken that up and this one drop what they get of each other',
			guide: {
				steps: [
					{text: 'ip -d link show {device}, here and on another node'},
					{text: 'kubectl get felixconfigurations.crd.projectcalico.org -o yaml | grep -i vxlan'},
					{
						text: 'If the setting is right, let Felix make the device anew: kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If the setting is wrong: correct felixConfiguration in the HelmChartConfig rke2-calico',
						changes: 'cluster',
					},
				],
				links: ['calico/felix-resource', 'calico/encapsulation', 'calico/felix-configuration'],
			},
			explains: ['overlay/peer-unreachable'],
		},
	},
	*run({links, settings, configurations}, {finding, environment}) {
		for (const device of flannelDevicesOf(environment, links)) {
			const vxlan = device.link?.vxlan;
			if (device.link === undefined || vxlan === undefined || vxlan.isExternal) {
				continue;
			}
			for (const {name, key, usual, field} of parameters) {
				const {value, setBy} = felixSetting(settings, key);
				const [wanted, has] = [Number(value ?? usual), vxlan[field]];
				if (has !== undefined && has !== wanted) {
					const source = setBy ?? 'its default';
					yield finding(
						'differs',
						{
							device: device.name,
							parameter: name,
							has,
							wanted,
							source,
							node: environment.nodeName.value ?? '',
						},
						{kind: 'Interface', name: device.name},
						{
							evidence: [
								{from: 'links', excerpt: vxlanLine(device.link)},
								{
									from: 'configurations',
									excerpt:
										configurations
											.map(({name: of, spec}) => `${of}: ${key} ${String(spec[key] ?? '(not set)')}`)
											.join('\n') || 'no FelixConfiguration',
								},
							],
							affects: brokenBy(device, environment),
						},
					);
				}
			}
		}
	},
});
