import '../react/refund';
