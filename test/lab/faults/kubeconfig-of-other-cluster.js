import {editedFile} from '../injections.js';

export default {
	id: 'kubeconfig-of-other-cluster',
	about: "Calico's kubeconfig came from a backup of another cluster: the authority in it is not this one's",
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'cni/calico-kubeconfig-authority#another'},
	inject: async lab => {
		const other = await lab.target.read('/var/lib/rancher/rke2/agent/client-ca.crt');
		const data = Buffer.from(other).toString('base64');
		await edited(data).inject(lab);
	},
	heal: lab => edited('').heal(lab),
};

const edited = data =>
	editedFile('/etc/cni/net.d/calico-kubeconfig', text =>
		text.replace(/certificate-authority-data: .*/, `certificate-authority-data: "${data}"`),
	);
