const path = '/etc/cni/net.d/05-cilium.conflist';

export default {
	id: 'second-cni-config',
	about:
		'a CNI configuration that another CNI left behind comes first, so that containerd loads it for new pods',
	cni: ['canal', 'flannel'],
	node: 'agent',
	records: ['canal-agent-cni-sick'],
	expect: {cause: 'cni/configuration-order#shadowed', subject: path},
	breaks: ['new-pod'],
	inject: ({target}) =>
		target.write([
			{
				path,
				content: JSON.stringify({
					cniVersion: '0.3.1',
					name: 'portmap',
					plugins: [
						{type: 'cilium-cni', 'enable-debug': false, 'log-file': '/var/run/cilium/cilium-cni.log'},
						{type: 'portmap', capabilities: {portMappings: true}},
					],
				}),
				mode: 0o600,
			},
		]),
	heal: ({target}) => target.remove(path),
};
