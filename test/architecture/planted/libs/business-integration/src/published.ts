import './order/write/peeks';
