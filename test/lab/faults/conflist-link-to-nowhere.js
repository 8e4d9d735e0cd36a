const path = '/etc/cni/net.d/00-site.conflist';

export default {
	id: 'conflist-link-to-nowhere',
	about: 'the first file of /etc/cni/net.d is a link to one that is gone',
	cni: ['canal', 'flannel'],
	node: 'agent',
	expect: {cause: 'cni/configuration-invalid#invalid', subject: path},
	inject: ({target}) => target.write([{path, link: '/opt/site/00-site.conflist'}]),
	heal: ({target}) => target.remove(path),
};
