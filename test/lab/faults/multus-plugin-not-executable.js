const plugin = '/opt/cni/bin/macvlan';
const mode =
	bits =>
	({target}) =>
		target.run(['chmod', bits, plugin]);

export default {
	id: 'multus-plugin-not-executable',
	about: "the plugin of the pods' second network was copied without its execute bits",
	cni: ['canal-multus', 'cilium-multus'],
	node: 'server',
	expect: {cause: 'multus/network-plugin#missing', subject: 'cameras'},
	inject: mode('0644'),
	heal: mode('0755'),
};
